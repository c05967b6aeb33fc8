"""A query tree in our own syntax, and the same tree with other words."""

from collections.abc import Mapping

from indexer.query import And, Field, Leaf, Node, Not, Or, Phrase, Prefix, Word

OR = "ATAU"


def render(node: Node) -> str:
    """Parsing what comes out gives the node again."""
    if isinstance(node, And):
        return " ".join(render(part) for part in node.nodes)
    if isinstance(node, Or):
        return f" {OR} ".join(render(part) for part in node.nodes)
    if isinstance(node, Not):
        return "-" + render(node.node)
    if isinstance(node, Field):
        return "judul:" + render(node.node)
    return _render_leaf(node) if isinstance(node, Leaf) else ""


def reworded(node: Node, better: Mapping[str, str]) -> Node:
    """With other words in the place of those that are looked for; phrases, prefixes and what is excluded stay."""
    if isinstance(node, Word):
        return Word(better.get(node.text, node.text))
    if isinstance(node, And):
        return And(tuple(reworded(part, better) for part in node.nodes))
    if isinstance(node, Or):
        return Or(tuple(reworded(part, better) for part in node.nodes))
    return Field(node.name, reworded(node.node, better)) if isinstance(node, Field) else node


def _render_leaf(leaf: Leaf) -> str:
    if isinstance(leaf, Phrase):
        return f'"{leaf.text}"'
    return leaf.text + "*" if isinstance(leaf, Prefix) else leaf.text
