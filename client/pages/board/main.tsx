/** The page of a shared board: cards in columns, in shared maps and arrays. */
import { startDocumentPage } from '../shared/ui/document-page.tsx'
import { BoardPage } from './board-page.tsx'

void startDocumentPage('board', (session) => <BoardPage session={session} />)
