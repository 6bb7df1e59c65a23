"""The nodes of the protocol, a file each: what is asked, decided or said at one place of the graph."""
