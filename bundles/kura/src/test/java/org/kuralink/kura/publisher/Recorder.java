/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.publisher;

import java.util.List;
import org.eclipse.kura.cloudconnection.listener.CloudConnectionListener;

/** A listener that records its calls. */
record Recorder(List<String> news) implements CloudConnectionListener {

  @Override
  public void onDisconnected() {
    news.add("disconnected");
  }

  @Override
  public void onConnectionLost() {
    news.add("lost");
  }

  @Override
  public void onConnectionEstablished() {
    news.add("established");
  }
}
