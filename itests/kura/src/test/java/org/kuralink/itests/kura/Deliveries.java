/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import java.io.IOException;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;

/**
 * Waits until the components have received their configurations from ConfigurationAdmin.
 * Declarative Services reads the properties of a configuration first and its change count
 * afterwards: it never delivers a change that happens in between. A person is not that quick, so a
 * test must not be either.
 */
final class Deliveries implements ConfigurationListener {

  private static final String MARKER = "itests.marker";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ConfigurationAdmin admin;
  private final AtomicLong made = new AtomicLong();
  private long heard;

  Deliveries(BundleContext context, ConfigurationAdmin admin) {
    this.admin = admin;
    context.registerService(ConfigurationListener.class, this, null);
  }

  /** Counts a change. */
  void made() {
    made.incrementAndGet();
  }

  @Override
  public synchronized void configurationEvent(ConfigurationEvent event) {
    if (event.getPid().equals(MARKER)) {
      heard++;
      notifyAll();
    }
  }

  /** Waits for a marker: events are delivered in order, so it arrives after all earlier ones. */
  void await() {
    long before;
    do {
      before = made.get();
      long marker = heard() + 1;
      mark(marker);
      awaitHeard(marker);
    } while (made.get() != before);
  }

  private synchronized long heard() {
    return heard;
  }

  private synchronized void awaitHeard(long marker) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (heard < marker) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("configurations are not delivered");
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private void mark(long number) {
    Dictionary<String, Object> marked = new Hashtable<>(Map.of("number", number));
    try {
      Configuration marker = admin.getConfiguration(MARKER, "?");
      marker.update(marked);
    } catch (IOException e) {
      throw new AssertionError(MARKER, e);
    }
  }
}
