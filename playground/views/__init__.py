"""One observer of the document and the run a file; views never import each other."""
