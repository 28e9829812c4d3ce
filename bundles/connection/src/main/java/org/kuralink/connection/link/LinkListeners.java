/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection.link;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.kuralink.api.connection.LinkListener;
import org.kuralink.api.connection.Registration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who hears whether the link is up. */
final class LinkListeners {

  private static final Logger LOG = LoggerFactory.getLogger(LinkListeners.class);

  private final Consumer<Runnable> telling;
  private final List<LinkListener> listeners = new CopyOnWriteArrayList<>();

  /**
   * Nobody yet.
   *
   * @param telling runs what it is given on the listeners' lane, in order
   */
  LinkListeners(Consumer<Runnable> telling) {
    this.telling = telling;
  }

  Registration add(LinkListener listener) {
    LinkListener own = listener::changed;
    listeners.add(own);
    return () -> listeners.remove(own);
  }

  void changed(boolean online) {
    telling.accept(() -> listeners.forEach(listener -> tell(listener, online)));
  }

  private static void tell(LinkListener listener, boolean online) {
    try {
      listener.changed(online);
    } catch (RuntimeException e) {
      LOG.warn("A link listener failed: {}", e.toString());
    }
  }
}
