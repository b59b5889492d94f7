"""Reading files that people bring: PDF, Word, web pages, Markdown, EPUB and plain text become one kind of text."""
