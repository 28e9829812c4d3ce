/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.connection;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.kuralink.connection.link.ListenerLanes;

/**
 * The threads that run listeners and handlers: a few threads, and one more for each call that does
 * not return, up to a limit. The work queue is bounded by the number of listeners, each of which is
 * queued at most once.
 */
final class ListenerThreads extends ThreadPoolExecutor implements ListenerLanes.Threads {

  private static final int USUAL = 2;
  private static final int MOST = 64;

  private int stuck;

  ListenerThreads(ThreadFactory threads) {
    super(USUAL, USUAL, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    allowCoreThreadTimeOut(true);
  }

  @Override
  public synchronized void oneMore() {
    stuck++;
    resize();
  }

  @Override
  public synchronized void oneLess() {
    stuck--;
    resize();
  }

  private void resize() {
    int size = Math.min(USUAL + stuck, MOST);
    if (size > getMaximumPoolSize()) {
      setMaximumPoolSize(size);
      setCorePoolSize(size);
    } else {
      setCorePoolSize(size);
      setMaximumPoolSize(size);
    }
  }
}
