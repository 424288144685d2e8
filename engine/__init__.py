"""An autograd engine that reads like a textbook: scalar graphs, and programs lowered from them."""
