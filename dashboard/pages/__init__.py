"""One file a page: select, ask, show. Pages never import pages."""
