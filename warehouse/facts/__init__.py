"""The fact store: where it lies, its files, and the engines that compute from them."""
