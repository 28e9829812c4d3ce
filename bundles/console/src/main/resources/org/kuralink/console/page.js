(function () {
  var root = document.getElementById('alink'), going = false;
  function changed(field) {
    return field.tagName === 'SELECT'
      ? !field.options[field.selectedIndex].defaultSelected
      : field.type === 'text' && field.value !== field.defaultValue;
  }
  function typed(within, besides) {
    return [].some.call(within.querySelectorAll('input,select'), function (field) {
      return field.form !== besides && changed(field);
    });
  }
  function held(part) {
    var focus = document.activeElement, marked = getSelection();
    return typed(part) || part.contains(focus) || (!marked.isCollapsed && part.contains(marked.anchorNode));
  }
  function take(text) {
    var page = new DOMParser().parseFromString(text, 'text/html').getElementById('alink');
    if (!page) {
      return;
    }
    var old = root.querySelectorAll('.live'), fresh = page.querySelectorAll('.live');
    if (old.length !== fresh.length) {
      if (!held(root)) {
        root.innerHTML = page.innerHTML;
      }
      return;
    }
    [].forEach.call(old, function (part, i) {
      if (part.innerHTML !== fresh[i].innerHTML && !held(part)) {
        part.innerHTML = fresh[i].innerHTML;
      }
    });
  }
  // fetch() rejects a URL that contains a password; the browser adds the password itself.
  function read(address, request) {
    var url = new URL(address, location.href);
    url.username = url.password = '';
    return fetch(url.href, request).then(function (answer) {
      return answer.ok ? answer.text().then(take) : undefined;
    }).catch(function () {});
  }
  // Submitting a form would lose text typed in another form, so the user is asked first.
  root.addEventListener('submit', function (event) {
    going = !event.defaultPrevented && !typed(root, event.target);
  });
  addEventListener('beforeunload', function (event) {
    if (!going && typed(root)) {
      event.preventDefault();
    }
  });
  setInterval(function () {
    if (!document.hidden) {
      read(location.href, {headers: {'X-Requested-With': 'kuralink'}});
    }
  }, 3000);
})();
