// The editor component: CodeMirror in a shadow root, where its styles need no exception from the page's policy.
// What does not belong here: saving, checking, previews (editor.js and its other modules).

const THEME = {
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--surface)', fontSize: '15px' },
  '&.cm-focused': { outline: '3px solid var(--focus)', outlineOffset: '1px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '.5rem 0' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--info-tint)', outline: '1px solid var(--line)' },
  '.cm-gutters': { backgroundColor: 'var(--sunk)', color: 'var(--ink-soft)', border: '0', borderRight: '1px solid var(--line)' },
  '.cm-activeLine': { backgroundColor: 'transparent', boxShadow: 'inset 3px 0 var(--gold)' },
  '.cm-panels': { backgroundColor: 'var(--sunk)', color: 'var(--ink)', borderColor: 'var(--line-strong)' },
  '.cm-panel.cm-search': { fontSize: '.95rem', padding: '.5rem' },
  '.cm-textfield, .cm-panel.cm-search input[type=checkbox]': { accentColor: 'var(--link)' },
  '.cm-textfield, .cm-button, .cm-panel.cm-search label': { fontFamily: 'var(--sans)', fontSize: '.95rem' },
  '.cm-textfield': { backgroundColor: 'var(--surface)', color: 'var(--ink)', border: '1px solid var(--line-strong)', minHeight: '2rem' },
  '.cm-button': { background: 'var(--surface)', color: 'var(--link)', border: '1px solid var(--line-strong)', minHeight: '2rem' },
  '.cm-panel.cm-search [name=close]': { color: 'var(--ink)', fontSize: '1.3rem', minWidth: '2rem' },
  '.cm-searchMatch': { backgroundColor: 'var(--warning-tint)', outline: '1px solid var(--warning)' },
  '.cm-tooltip': { backgroundColor: 'var(--surface)', color: 'var(--ink)', border: '1px solid var(--line-strong)', maxWidth: '30rem' },
  '.cm-diagnostic': { fontFamily: 'var(--sans)', padding: '.4rem .6rem' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--danger)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--warning)' },
};

// Markdown as courses know it: without underlined headings (the front matter would look like one), indented code and HTML.
const markdown = ({ commonmarkLanguage, Language }) => new Language(commonmarkLanguage.data,
  commonmarkLanguage.parser.configure({ remove: ['SetextHeading', 'IndentedCode', 'HTMLBlock', 'HTMLTag'] }), [], 'markdown').extension;

// One editor in the element; `changed` and `moved` are told of edits and of the cursor's line.
export async function makeCode(host, { module, text, label, phrases, readOnly, changed, moved, files }) {
  const cm = await import(module);
  const root = host.attachShadow({ mode: 'open' });
  const { tags } = cm;
  const look = cm.HighlightStyle.define([
    { tag: tags.heading, color: 'var(--link)', fontWeight: '700' },
    { tag: tags.strong, fontWeight: '700' },
    { tag: tags.emphasis, fontStyle: 'italic' },
    { tag: [tags.link, tags.url], color: 'var(--info)' },
    { tag: [tags.monospace, tags.processingInstruction, tags.labelName, tags.contentSeparator], color: 'var(--ink-soft)' },
    { tag: tags.quote, color: 'var(--success)' },
  ]);
  const taken = (list, view, event) => {
    const found = [...(list ?? [])].filter((file) => file.type.startsWith('image/'));
    if (readOnly || !found.length) return false;
    event.preventDefault();
    if (event.type === 'drop') {
      const anchor = view.posAtCoords({ x: event.clientX, y: event.clientY });
      if (anchor !== null) view.dispatch({ selection: { anchor } });
    }
    files(found);
    return true;
  };
  const view = new cm.EditorView({
    root,
    parent: root,
    state: cm.EditorState.create({
      doc: text,
      extensions: [
        cm.lineNumbers(), cm.highlightSpecialChars(), cm.history(), cm.drawSelection(), cm.highlightActiveLine(), cm.lintGutter(),
        cm.search({ top: true }), cm.indentUnit.of('  '), cm.EditorState.tabSize.of(2), cm.EditorView.lineWrapping,
        markdown(cm), cm.syntaxHighlighting(look), cm.EditorView.theme(THEME),
        cm.EditorState.phrases.of(phrases), cm.EditorState.readOnly.of(readOnly),
        cm.EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0', spellcheck: 'true', autocapitalize: 'sentences' }),
        // Tab indents, since feedback stands below its option; Escape and then Tab leaves (the component's own rule).
        cm.keymap.of([...cm.markdownKeymap, ...cm.searchKeymap, ...cm.defaultKeymap, ...cm.historyKeymap, cm.indentWithTab]),
        cm.EditorView.updateListener.of((update) => {
          if (update.docChanged) changed();
          if (update.selectionSet || update.docChanged) moved(update.state.doc.lineAt(update.state.selection.main.head).number);
        }),
        cm.EditorView.domEventHandlers({
          paste: (event, from) => taken(event.clipboardData?.files, from, event),
          drop: (event, from) => taken(event.dataTransfer?.files, from, event),
        }),
      ],
    }),
  });
  const lineAt = (number) => view.state.doc.line(Math.min(Math.max(1, number), view.state.doc.lines));
  return {
    text: () => view.state.doc.toString(),
    // One change in the history, so that it can be taken back.
    replace: (whole) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: whole } }),
    focus: () => view.focus(),
    jump(number) {
      const line = lineAt(number);
      view.dispatch({ selection: { anchor: line.from }, effects: cm.EditorView.scrollIntoView(line.from, { y: 'center' }) });
      view.focus();
    },
    insert(piece, chosen, inline) {
      const at = view.state.selection.main;
      const line = view.state.doc.lineAt(at.head);
      const empty = !line.text.trim();
      // A block stands by itself, apart by blank lines; what is selected stays.
      const from = inline ? at.head : empty ? line.from : line.to;
      const above = inline || !view.state.doc.sliceString(0, from).trim() ? '' : empty ? (lineAt(line.number - 1).text.trim() ? '\n' : '') : '\n\n';
      const below = inline || line.number === view.state.doc.lines ? '' : lineAt(line.number + 1).text.trim() ? '\n' : '';
      const begin = from + above.length + Math.max(0, piece.indexOf(chosen));
      view.dispatch({
        changes: { from, to: inline ? from : empty ? line.to : from, insert: above + piece + below },
        selection: { anchor: begin, head: piece.includes(chosen) ? begin + chosen.length : begin },
        scrollIntoView: true,
        userEvent: 'input.paste',
      });
      view.focus();
    },
    mark(findings) {
      const marks = findings.map(({ line, severity, code, message }) => {
        const place = lineAt(line);
        return { from: place.from, to: place.to, severity, message: `${message} (${code})` };
      });
      view.dispatch(cm.setDiagnostics(view.state, marks.sort((a, b) => a.from - b.from)));
    },
  };
}

// The plain field in the place of the component, where that could not be loaded.
export function plainCode(field, { changed, moved, files }) {
  const lines = () => field.value.slice(0, field.selectionStart).split('\n').length;
  field.addEventListener('input', () => { changed(); moved(lines()); });
  field.addEventListener('paste', (event) => {
    const found = [...(event.clipboardData?.files ?? [])].filter((file) => file.type.startsWith('image/'));
    if (!found.length) return;
    event.preventDefault();
    files(found);
  });
  const choose = (start, end) => {
    field.focus();
    field.setSelectionRange(start, end);
    changed();
  };
  return {
    text: () => field.value,
    replace(whole) { field.value = whole; changed(); },
    focus: () => field.focus(),
    jump(number) {
      const start = field.value.split('\n').slice(0, number - 1).join('\n').length + (number > 1);
      choose(start, field.value.indexOf('\n', start) < 0 ? field.value.length : field.value.indexOf('\n', start));
    },
    insert(piece, chosen, inline) {
      const start = inline ? field.selectionStart : field.value.trimEnd().length;
      const above = inline || !start ? '' : '\n\n';
      field.setRangeText(above + piece + (inline ? '' : '\n'), start, inline ? start : field.value.length);
      const begin = start + above.length + Math.max(0, piece.indexOf(chosen));
      choose(begin, begin + chosen.length);
    },
    mark() {},
  };
}
