/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.MqttPingSender;
import org.eclipse.paho.client.mqttv3.MqttToken;
import org.eclipse.paho.client.mqttv3.internal.ClientComms;
import org.eclipse.paho.client.mqttv3.internal.NetworkModule;
import org.eclipse.paho.client.mqttv3.internal.wire.MqttPingReq;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.line.LineLimits;
import org.kuralink.login.MqttLogin;

/** Paho's client with the network module and the threads of this bundle; pings only on request. */
final class PahoClient extends MqttAsyncClient {

  /** Paho reports a sent QoS 0 message shortly before it stops counting it as in flight. */
  private static final int SLACK = 16;

  private final LineModule module;
  private @Nullable MqttToken ping;

  PahoClient(MqttLogin login, LineModule module, LineThreads threads) throws MqttException {
    super(
        login.server().toString(),
        login.clientId(),
        new MemoryPersistence(),
        new NoPings(),
        threads);
    this.module = module;
  }

  void connect(MqttLogin login, LineLimits limits, IMqttActionListener listener)
      throws MqttException {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setAutomaticReconnect(false);
    options.setCleanSession(limits.cleanSession());
    options.setKeepAliveInterval((int) limits.keepAlive().toSeconds());
    options.setUserName(login.userName());
    options.setPassword(login.password().reveal().toCharArray());
    options.setMaxInflight(limits.inFlight() + SLACK);
    connect(options, null, listener);
  }

  /**
   * Sends PINGREQ, unless one is unanswered: Paho would end the link at a second PINGRESP. The
   * watch detects a missing answer. Not thread-safe.
   */
  void ping() {
    if (ping == null || ping.isComplete()) {
      ping = new MqttToken(getClientId());
      try {
        comms.sendNoWait(new MqttPingReq(), ping);
      } catch (MqttException ignored) {
        // The watch detects the dead link.
      }
    }
  }

  /** Creates the callback, which Paho calls on its threads. */
  static MqttCallback callback(Consumer<Throwable> lost, PahoBypass bypass) {
    return new MqttCallback() {
      @Override
      public void connectionLost(Throwable cause) {
        lost.accept(cause);
      }

      @Override
      public void messageArrived(String topic, MqttMessage message) {
        bypass.arrivedByPaho(topic, message.getPayload(), message.isDuplicate());
      }

      @Override
      public void deliveryComplete(IMqttDeliveryToken token) {}
    };
  }

  @Override
  protected NetworkModule[] createNetworkModules(String address, MqttConnectOptions options) {
    return new NetworkModule[] {module};
  }

  /** Creates a listener from two functions. */
  static IMqttActionListener listener(Consumer<IMqttToken> success, Consumer<Throwable> failure) {
    return new IMqttActionListener() {
      @Override
      public void onSuccess(IMqttToken token) {
        success.accept(token);
      }

      @Override
      public void onFailure(IMqttToken token, Throwable exception) {
        failure.accept(exception);
      }
    };
  }

  /**
   * Disables Paho's own pings, which detect a dead link too late, and never while messages are
   * written.
   */
  private static final class NoPings implements MqttPingSender {

    @Override
    public void init(ClientComms comms) {}

    @Override
    public void start() {}

    @Override
    public void stop() {}

    @Override
    public void schedule(long delayInMilliseconds) {}
  }
}
