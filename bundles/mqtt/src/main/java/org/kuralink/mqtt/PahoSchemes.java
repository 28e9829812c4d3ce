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
 * Declares the URI schemes to Paho, which checks them before it creates a client. The network
 * modules are {@link LineModule}s, which {@link PahoClient} provides; Paho's own are not in the
 * bundle.
 */
public final class PahoSchemes implements NetworkModuleFactory {

  @Override
  public Set<String> getSupportedUriSchemes() {
    return Set.of("tcp", "ssl", "ws", "wss");
  }

  /** Accepts every address; the configuration validates the host. */
  @Override
  public void validateURI(URI address) {}

  @Override
  public NetworkModule createNetworkModule(
      URI address, MqttConnectOptions options, String clientId) {
    throw new IllegalStateException("PahoClient provides the network module");
  }
}
