/** How Cytoscape draws; texts are painted above it (see paint.ts). */
import type { StylesheetJson } from 'cytoscape';
import { BOX_PADDING } from './layout';
import type { Palette } from './theme';

export function graphStyle(palette: Palette): StylesheetJson {
  return [
    {
      selector: 'node[width]',
      style: {
        shape: 'round-rectangle',
        'corner-radius': '9',
        width: 'data(width)',
        height: 'data(height)',
        'background-color': palette.surface,
        'border-width': 1,
        'border-color': palette.line,
        'overlay-opacity': 0,
        'z-index-compare': 'manual',
        'z-index': 2,
      },
    },
    { selector: 'node.outside', style: { 'border-style': 'dashed', 'border-color': palette.calm } },
    { selector: 'node.failing', style: { 'border-color': palette.failing, 'border-width': 1.5 } },
    { selector: 'node.folded', style: { 'background-color': palette.box } },
    {
      selector: 'node.box',
      style: {
        'background-color': palette.box,
        'background-opacity': 0.45,
        'border-width': 0,
        'corner-radius': '16',
        padding: `${BOX_PADDING}px`,
        'overlay-opacity': 0,
        'z-index-compare': 'manual',
        'z-index': 0,
      },
    },
    {
      selector: 'edge',
      style: {
        width: 'data(width)',
        'line-color': 'data(color)',
        'target-arrow-color': 'data(color)',
        'target-arrow-shape': 'triangle',
        'arrow-scale': 'data(arrow)' as unknown as number,
        'curve-style': 'unbundled-bezier',
        'control-point-weights': 'data(weights)' as unknown as number[],
        'control-point-distances': 'data(distances)' as unknown as number[],
        'source-endpoint': 'data(sourceEnd)',
        'target-endpoint': 'data(targetEnd)',
        'edge-distances': 'endpoints' as 'intersection',
        'line-opacity': 0.82,
        'overlay-opacity': 0,
        'z-index-compare': 'manual',
        'z-index': 1,
      },
    },
    { selector: 'edge.plaintext', style: { 'line-style': 'dashed', 'line-dash-pattern': [7, 4] } },
    { selector: 'edge.plaintext.wide', style: { 'line-dash-pattern': [16, 6] } },
    {
      selector: 'edge[?loop]',
      style: {
        'curve-style': 'bezier',
        'edge-distances': 'intersection',
        'source-endpoint': 'outside-to-node',
        'target-endpoint': 'outside-to-node',
        'control-point-step-size': 110,
        'loop-direction': '90deg',
        'loop-sweep': '-45deg',
      },
    },
    ...halo('page', palette.failing),
    ...halo('ticket', palette.warn),
    ...halo('held', palette.warn),
    { selector: '.faded', style: { opacity: 0.5 } },
    { selector: 'node.hovered', style: { 'border-color': palette.calm } },
    { selector: 'edge.hovered', style: { 'line-opacity': 1 } },
    {
      selector: 'node.selected',
      style: { 'border-color': palette.accent, 'border-width': 2 },
    },
    {
      selector: 'edge.selected',
      style: {
        'line-opacity': 1,
        'underlay-color': palette.accent,
        'underlay-opacity': 0.25,
        'underlay-padding': 4,
      },
    },
  ];
}

/** Edges that an alert fires about; a bell on them says so too. */
function halo(mark: string, color: string): StylesheetJson {
  return [{
    selector: `edge.alert-${mark}`,
    style: { 'underlay-color': color, 'underlay-opacity': 0.22, 'underlay-padding': 5 },
  }];
}
