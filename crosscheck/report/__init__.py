"""From decided pairs to a submission: what is chosen, how long it is, and the file a writer edits.

`committee` reads limits and shape; `builder` chooses claims and findings; `compose` turns them into blocks of text;
`budget` counts these; `docx` and `text` write them. The machine assesses nothing here: what people did not decide is left
out, or marked as a suggestion where it was asked for.
"""
