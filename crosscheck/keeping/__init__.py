"""Keeping a corpus: begin one, add a document and say how it was read, list what there is, take a document out again."""
