
(() => {
  const MOST = 16;
  const FILLED = 0.6;
  document.documentElement.classList.add('scripted');
  document.querySelectorAll('.viewer').forEach(viewer => {
    const plane = viewer.firstElementChild;
    const article = viewer.closest('article');
    let zoom = 1;
    const middle = () => [
      (viewer.scrollLeft + viewer.clientWidth / 2) / plane.offsetWidth,
      (viewer.scrollTop + viewer.clientHeight / 2) / plane.offsetHeight];
    const high = () => plane.offsetHeight / zoom;
    const whole = () => Math.min(1, viewer.clientHeight / high());
    const show = (to, at) => {
      zoom = Math.max(whole(), Math.min(MOST, to));
      plane.style.width = 100 * zoom + '%';
      viewer.scrollLeft = at[0] * plane.offsetWidth - viewer.clientWidth / 2;
      viewer.scrollTop = at[1] * plane.offsetHeight - viewer.clientHeight / 2;
    };
    const moves = {in: () => show(zoom * 1.5, middle()), out: () => show(zoom / 1.5, middle()), all: () => show(0, [0, 0])};
    const keys = {'+': 'in', '=': 'in', ';': 'in', '-': 'out', '_': 'out', '0': 'all'};
    viewer.addEventListener('keydown', event => {
      const move = moves[event.ctrlKey || event.metaKey || event.altKey ? '' : keys[event.key]];
      if (move) { move(); event.preventDefault(); }
    });
    viewer.addEventListener('dblclick', event => {
      const box = plane.getBoundingClientRect();
      show(zoom * 2, [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]);
    });
    article.querySelectorAll('[data-zoom]').forEach(button =>
      button.addEventListener('click', () => moves[button.dataset.zoom]()));
    const place = (node, region) => ['left', 'top', 'width', 'height'].forEach(side => {
      node.style[side] = 100 * region.dataset[side] + '%';
    });
    const mark = document.createElement('div');
    mark.className = 'mark';
    mark.hidden = true;
    plane.append(mark);
    article.querySelectorAll('button.show').forEach(button => {
      const tag = document.createElement('span');
      tag.className = 'tag';
      tag.textContent = button.dataset.number;
      tag.setAttribute('aria-hidden', 'true');
      tag.style.left = 100 * button.dataset.left + '%';
      tag.style.top = 100 * button.dataset.top + '%';
      const beside = [button.dataset.left > 0.9 ? '-100%' : '0', 0.05 > button.dataset.top ? '0' : '-100%'];
      tag.style.transform = 'translate(' + beside.join() + ')'; // inside of the picture
      plane.append(tag);
      button.addEventListener('click', () => {
        const region = button.dataset;
        place(mark, button);
        mark.hidden = false;
        show(Math.min(FILLED / region.width, FILLED * viewer.clientHeight / (region.height * high())),
          [Number(region.left) + region.width / 2, Number(region.top) + region.height / 2]);
        viewer.scrollIntoView({block: 'nearest'});
        viewer.focus({preventScroll: true});
      });
    });
  });
})();
