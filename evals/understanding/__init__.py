"""The offline mind, measured: needs, acts and facts against texts that other pens wrote than its corpus."""
