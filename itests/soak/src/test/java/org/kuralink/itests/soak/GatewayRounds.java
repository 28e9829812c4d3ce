/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.soak;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.kuralink.api.connection.CloudSession;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.cota.RemoteConfiguration;
import org.kuralink.api.gateway.Gateway;
import org.kuralink.api.gateway.NewSubDevice;
import org.kuralink.api.ota.FirmwareUpdates;
import org.kuralink.api.shadow.Shadow;
import org.kuralink.api.thing.PropertyPost;
import org.kuralink.api.thing.PropertySetHandler;
import org.kuralink.api.thing.Thing;
import org.kuralink.standalone.embedded.EmbeddedGateway;
import org.kuralink.standalone.embedded.PlatformClient;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;

/**
 * The repeated work of a gateway: in each round it posts and receives property sets, a sub-device
 * is added and removed, and another component is taken away and restored.
 */
final class GatewayRounds {

  static final String PRODUCT = "a1SoakMeter1";
  private static final String MAIN = "(kura.service.pid=main)";
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int POSTS = 10;

  private static final List<String> CAPABILITIES =
      List.of("thing", "shadow", "ota", "cota", "gateway");

  /** After so many rounds each thing has been taken away once. */
  static final int CYCLE = 5 + CAPABILITIES.size();

  private final EmbeddedGateway gateway;
  private final PlatformClient platform;
  private final int port;
  private int round;

  /**
   * A gateway that is configured and online.
   *
   * @param port of the platform, without TLS
   */
  GatewayRounds(EmbeddedGateway gateway, PlatformClient platform, int port) {
    this.gateway = gateway;
    this.platform = platform;
    this.port = port;
    connect();
    for (String capability : CAPABILITIES) {
      Map<String, Object> properties = new HashMap<>(Map.of("connection", "main"));
      if (capability.equals("thing")) {
        properties.put("model.source", "none");
      }
      gateway.configure("org.kuralink." + capability, "main", properties);
    }
    awaitOnline();
  }

  /** The sub-device of a round. */
  static String device(int round) {
    return "meter-%05d".formatted(round);
  }

  private void connect() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("product.key", "a1KuraDemo01");
    properties.put("device.name", "gateway-01");
    properties.put("device.secret", "kuraDemoGateway01SecretForLocal1");
    properties.put("host", "localhost");
    properties.put("transport", "tcp");
    properties.put("port", port);
    properties.put("uplink.rate", 0);
    properties.put("reconnect.min.seconds", 1);
    properties.put("reconnect.max.seconds", 1);
    properties.put("request.timeout.seconds", 20 + round % 7);
    gateway.configure("org.kuralink.connection", "main", properties);
  }

  private CloudSession session() {
    return gateway.service(CloudSession.class, MAIN);
  }

  private void awaitOnline() {
    await("online").atMost(LIMIT).until(() -> session().status().isOnline());
  }

  private static <T> T done(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /** One more. */
  void next() throws Exception {
    takeAway(round);
    awaitOnline();
    work();
    come(new DeviceIdentity(PRODUCT, device(round)));
    round++;
    await("all is sent").atMost(LIMIT).until(() -> session().status().queue().messages() == 0);
  }

  private void work() throws Exception {
    Thing thing = gateway.service(Thing.class, MAIN);
    List<Object> taken = new CopyOnWriteArrayList<>();
    ServiceRegistration<?> handler =
        gateway
            .context()
            .registerService(
                PropertySetHandler.class,
                values -> {
                  taken.addAll(values.values());
                  return CompletableFuture.completedFuture(Reply.success());
                },
                null);
    for (int i = 0; i < POSTS; i++) {
      assertTrue(
          done(thing.post(PropertyPost.durable(Map.of("uptime", round * POSTS + i)))).isSuccess());
    }
    platform.set("{\"reportInterval\":" + (10 + round) + "}");
    handler.unregister();
    assertEquals(1, taken.size());
    done(gateway.service(Shadow.class, MAIN).report(Map.of("round", round)));
    done(gateway.service(RemoteConfiguration.class, MAIN).request());
    done(gateway.service(FirmwareUpdates.class, MAIN).request("default"));
  }

  private void come(DeviceIdentity device) throws Exception {
    Gateway topology = gateway.service(Gateway.class, MAIN);
    done(topology.add(new NewSubDevice(device)));
    Thing meter = gateway.service(Thing.class, MAIN).of(device);
    assertTrue(done(meter.post(PropertyPost.durable(Map.of("power", round)))).isSuccess());
    done(gateway.service(Shadow.class, MAIN).of(device).report(Map.of("round", round)));
    done(gateway.service(FirmwareUpdates.class, MAIN).of(device).request("default"));
    done(topology.delete(device));
  }

  private void takeAway(int number) throws BundleException {
    CloudSession former = session();
    long sessions = former.status().sessions();
    switch (number % CYCLE) {
      case 0 -> platform.kick();
      case 1 -> replace("mqtt");
      case 2 -> replace("connection");
      case 3 -> {
        platform.stopBroker();
        await("offline").atMost(LIMIT).until(() -> !session().status().isOnline());
        platform.startBroker();
      }
      case 4 -> {
        connect();
        return;
      }
      default -> {
        replace(CAPABILITIES.get(number % CYCLE - 5));
        return;
      }
    }
    await("another session")
        .atMost(LIMIT)
        .until(() -> session() != former || session().status().sessions() > sessions);
  }

  private void replace(String bundle) throws BundleException {
    gateway.bundle("org.kuralink." + bundle).stop();
    gateway.bundle("org.kuralink." + bundle).start();
  }
}
