/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.ota;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.ota.UpdateListener;
import org.kuralink.api.ota.UpdateStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who listen, whatever the configuration. Any thread may call. */
final class Listeners implements UpdateListener {

  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final List<UpdateListener> all = new CopyOnWriteArrayList<>();

  Registration add(UpdateListener listener) {
    all.add(listener);
    return () -> all.remove(listener);
  }

  @Override
  public void changed(UpdateStatus status) {
    for (UpdateListener listener : all) {
      try {
        listener.changed(status);
      } catch (RuntimeException e) {
        LOG.warn("a listener of updates failed: {}", e.toString());
      }
    }
  }
}
