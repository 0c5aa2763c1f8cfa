/** The page of shared rich text. */
import { startDocumentPage } from '../shared/ui/document-page.tsx'
import { WritePage } from './write-page.tsx'

void startDocumentPage('write', (session) => <WritePage session={session} />)
