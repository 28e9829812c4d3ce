/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import java.net.URI;
import java.util.Set;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.internal.NetworkModule;
import org.eclipse.paho.client.mqttv3.spi.NetworkModuleFactory;

/**
 * Tells Paho, which asks before it makes a client, that there are lines for our addresses. They are
 * {@link LineModule}s, which {@link PahoClient} brings along; Paho's own are not in the bundle.
 */
public final class PahoSchemes implements NetworkModuleFactory {

  @Override
  public Set<String> getSupportedUriSchemes() {
    return Set.of("tcp", "ssl", "ws", "wss");
  }

  /** A host is checked where it is configured. */
  @Override
  public void validateURI(URI address) {}

  @Override
  public NetworkModule createNetworkModule(
      URI address, MqttConnectOptions options, String clientId) {
    throw new IllegalStateException("Paho has its line from us");
  }
}
