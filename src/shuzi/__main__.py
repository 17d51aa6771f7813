"""``python -m shuzi``."""

from shuzi.cli import main

main()
