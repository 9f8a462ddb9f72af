// Only what the page draws: a bar chart, a line chart and a flow, as SVG.
import {init, use} from 'echarts/core';
import {BarChart, LineChart, SankeyChart} from 'echarts/charts';
import {GridComponent, TooltipComponent, LegendComponent, AriaComponent} from 'echarts/components';
import {SVGRenderer} from 'echarts/renderers';
use([BarChart, LineChart, SankeyChart, GridComponent, TooltipComponent, LegendComponent,
  AriaComponent, SVGRenderer]);
export {init};
