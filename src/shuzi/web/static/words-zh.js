// The page in Chinese.

/** @type {Record<string, import("./language.js").Wording>} */
export const chinese = {
  again: "重试",
  close: "关闭",
  copy: "复制",
  "copy.done": "已复制",
  "copy.selected": "已选中，请按 Ctrl+C",

  "add.keys": "新方框：方向键移动，按住 Shift 调整大小，回车确定，Esc 取消",

  "bar.kept": "已保存的内容",
  "bar.language": "English",
  "bar.languageName": "English：以英文显示本页",
  "bar.theme": "深色主题",

  "confidence.certain": "非常确定",
  "confidence.quiteSure": "很有把握",
  "confidence.fairlySure": "比较有把握",
  "confidence.doubtful": "没有把握",

  "drop.here": "松开即可识别图片",

  "error.busy": "shuzi 现在太忙。",
  "error.gone": "shuzi 没有回应。请确认 “shuzi serve” 仍在运行，并且网络连接正常。",
  "error.key": "此 shuzi 需要密钥。",
  "error.large": "图片太大。",
  "error.other": "操作没有成功。",
  "error.picture": "无法把它作为图片读取。",
  "error.slow": "等待时间过长。",

  "hint.draw": "在这里写数字",
  "hint.or": "也可以拖入、粘贴或选择一张图片",
  "hint.blank": "浏览器无法显示此文件，页面留空。",

  "hints.choose": "选择一个数字，可以查看网络看到的图像，也可以更正。",
  "hints.correct": "更正为这个数字",
  "hints.merge": "与下一个合并",
  "hints.remove": "这里没有数字",
  "hints.split": "拆成两个",
  "hints.undo": "撤销",
  "hints.walk": "在方框之间移动",

  "intake.first": "一次只识别一张图片：这里识别第一张。",

  "kept.certain": { one: "确定删除这一项？", other: "确定删除全部 {count} 项？" },
  "kept.count": {
    one: "{where}保存了 1 个数字的截图，除此之外没有保存任何内容。",
    other: "{where}保存了 {count} 个数字的截图，除此之外没有保存任何内容。",
  },
  "kept.delete": "删除这一项：{value}",
  "kept.erase": "全部删除",
  "kept.export": "下载",
  "kept.here": "本机",
  "kept.more": "显示更多",
  "kept.none": "不是数字",
  "kept.nothing": "没有保存任何内容。只有当您更正了数字并明确同意后，{where}才会保存它的截图。",
  "kept.there": "{host} ",
  "kept.title": "已保存的内容",

  "key.label": "密钥",
  "key.title": "此 shuzi 需要密钥",
  "key.use": "使用此密钥",

  "legend.corrected": "已更正",
  "legend.doubtful": "没有把握",
  "legend.name": "方框的含义",
  "legend.refused": "未识别",
  "legend.sure": "有把握",

  "live.read": "识别结果：{text}",
  "live.unread": "未识别",

  "panel.choose": "这里写的是什么？",
  "panel.frame": "网络看到的 28×28 像素",
  "panel.key": "这是 {digit}；shuzi 给它的概率是 {percent}",
  "panel.merge": "合并",
  "panel.mergeName": "与下一个合并（M）",
  "panel.remove": "不是数字",
  "panel.removeName": "这里没有数字（Delete）",
  "panel.split": "拆分",
  "panel.splitName": "拆成两个（S）",
  "panel.title": "第 {number} 处，共 {count} 处",

  "place.corrected": "您说是 {value}；shuzi 识别为 {read}",
  "place.read": "{value}：{sureness}，{percent}",
  "place.refused": "未识别：{reason}",
  "place.told": "您说是 {value}；shuzi 没有识别出来",

  promise: "图片由{where}的 shuzi 识别，不会保存。只有您更正过、并明确同意的数字截图才会保存。",

  "reason.blank": "这里没有笔迹",
  "reason.not a digit": "看起来不像数字",
  "reason.unread": "还没有识别；请说明这是什么",
  "reason.unsure": "shuzi 没有把握",

  "result.title": "识别结果",

  skip: "跳到识别结果",

  "stage.name": "画板：在上面书写，或用方向键在方框之间移动",

  "state.digits": { one: "1 个数字", other: "{count} 个数字" },
  "state.draw": "边写边识别，结果显示在这里。",
  "state.model": "由 {model} 识别",
  "state.nothing": "没有找到数字。",
  "state.picture": "",
  "state.reading": "正在识别……",
  "state.refused": { one: "1 处未识别", other: "{count} 处未识别" },

  "teach.done": { one: "已保存 1 个截图，谢谢。", other: "已保存 {count} 个截图，谢谢。" },
  "teach.promise": "{where}只保存这些截图，不保存周围的画面，也不保存其他任何内容。",
  "teach.see": "查看已保存的内容",
  "teach.send": { one: "教给 shuzi", other: "把这 {count} 处教给 shuzi" },
  "teach.title": "您的更正",

  title: "shuzi · 识别手写数字",

  "tool.add": "添加数字",
  "tool.addName": "添加漏掉的数字：在它周围拖出一个方框",
  "tool.another": "换一张",
  "tool.anotherName": "选择另一张图片",
  "tool.back": "上一页",
  "tool.choose": "图片",
  "tool.chooseName": "图片：选择一张，或回到上一张",
  "tool.clear": "清空",
  "tool.closer": "放大",
  "tool.draw": "书写",
  "tool.farther": "缩小",
  "tool.forth": "下一页",
  "tool.photograph": "拍照",
  "tool.redo": "重做",
  "tool.turn": "顺时针旋转",
  "tool.undo": "撤销",
  "tools.name": "工具",
};
