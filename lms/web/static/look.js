// The device's look (lms/web/look.py) on pages that are kept and the same for everybody. No module: it must run before
// anything is painted.
{
  const [, look] = /(?:^|; )look=([a-z.]+)/.exec(document.cookie) ?? [];
  if (look) document.documentElement.dataset.look = look.replaceAll('.', ' ');
}
