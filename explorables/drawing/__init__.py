"""What pictures are drawn with: cells, charts, nodes and pixels, as SVG."""
