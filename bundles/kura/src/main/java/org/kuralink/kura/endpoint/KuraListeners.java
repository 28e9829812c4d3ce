/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.endpoint;

import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A set of listeners; an exception of one does not affect the others. Any thread may call. */
public final class KuraListeners<T> {

  private static final Logger LOG = LoggerFactory.getLogger(KuraListeners.class);

  private final Set<T> all = new CopyOnWriteArraySet<>();

  /** Adds a listener, unless it is there already. */
  public void add(T listener) {
    all.add(listener);
  }

  public void remove(T listener) {
    all.remove(listener);
  }

  public void clear() {
    all.clear();
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** Calls each listener on the caller's thread; logs exceptions. */
  public void tell(Consumer<T> news) {
    all.forEach(listener -> tell(listener, news));
  }

  /** Calls each listener; returns false if one has failed. */
  public boolean tellAll(Consumer<T> news) {
    boolean well = true;
    for (T listener : all) {
      well &= tell(listener, news);
    }
    return well;
  }

  private boolean tell(T listener, Consumer<T> news) {
    try {
      news.accept(listener);
      return true;
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("A listener failed: {}", e.toString());
      return false;
    }
  }
}
