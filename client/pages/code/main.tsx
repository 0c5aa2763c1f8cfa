/** The page of a shared text in a code editor; also where a replay can be watched. */
import { startDocumentPage } from '../shared/ui/document-page.tsx'
import { CodePage } from './code-page.tsx'

void startDocumentPage('code', (session) => <CodePage session={session} />)
