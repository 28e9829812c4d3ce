/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.kuralink.api.channel.FieldDevice;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldModel;
import org.kuralink.api.channel.FieldPoint;
import org.kuralink.api.channel.FieldReports;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.FieldServerStatus.State;
import org.kuralink.api.channel.OpenFieldServer;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Secret;
import org.kuralink.check.ConfigurationCheck.Instance;
import org.kuralink.check.owner.ConfiguredOwners;
import org.kuralink.store.Medium;

/** A channel, its reports, and servers in the form of a push. */
final class ChannelStage implements FieldReports, AutoCloseable {

  static final DeviceIdentity OVEN_1 = new DeviceIdentity("a1Example02", "ua-01");
  static final DeviceIdentity OVEN_2 = new DeviceIdentity("a1Example02", "ua-02");
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  /** A report about a device. */
  record Told(DeviceIdentity device, String event, Map<String, Object> values) {}

  final List<Told> told = new CopyOnWriteArrayList<>();
  final KnownServers known;
  final OwnCertificate own;
  private final OpcUaChannel channel;
  private volatile OpcUaSettings settings;
  private volatile List<Instance> others = List.of();

  ChannelStage(OwnCertificate own) {
    this.own = own;
    settings = settings("loopback", true);
    known = new KnownServers(Medium.disk(), Optional.empty(), Clock.systemUTC(), () -> own);
    channel =
        new OpcUaChannel(
            new UaConnection(
                () -> settings,
                new ConfiguredOwners(() -> others),
                known,
                () -> own,
                UaThreads.make(),
                Clock.systemUTC()));
  }

  static OpcUaSettings settings(String networks, boolean deprecated) {
    return OpcUaSettings.of(
        Map.of(
            "networks",
            networks,
            OpcUaSettings.DEPRECATED_POLICIES,
            deprecated,
            "publishing.interval.milliseconds",
            100,
            "retry.max.seconds",
            1));
  }

  /** As the operator of a slow field says it: a server publishes once an hour. */
  static OpcUaSettings idle() {
    return OpcUaSettings.of(
        Map.of(
            "networks",
            "loopback",
            "publishing.interval.milliseconds",
            3_600_000,
            "retry.max.seconds",
            1));
  }

  void use(OpcUaSettings now) {
    settings = now;
    channel.reconsider();
  }

  /** What the driver of Kura has in its configuration. */
  void driverOfKura(String host, int port) {
    Map<String, ?> properties =
        Map.of("kura.service.pid", "ovens", "endpoint.ip", host, "endpoint.port", port);
    others = List.of(new Instance("ovens", "org.eclipse.kura.driver.opcua", properties));
    channel.leaveToOthers();
  }

  void withoutDriver() {
    others = List.of();
  }

  OpcUaChannel channel() {
    return channel;
  }

  OpenFieldServer open(FieldServer server) {
    return channel.open(server, this);
  }

  /** The server and the two ovens of the pushed example, at another address. */
  static FieldServer ovens(int port, String policy, String mode) {
    FieldServer server = PushedServers.servers("fb-04").get(0);
    Map<String, Object> members = new LinkedHashMap<>(server.members());
    members.put("url", "opc.tcp://127.0.0.1:" + port);
    members.put("secPolicy", policy);
    members.put("secMode", mode);
    return with(server, members, server.password(), server.devices());
  }

  static FieldServer ovens(int port) {
    return ovens(port, "None", "None");
  }

  static FieldServer with(
      FieldServer server,
      Map<String, Object> members,
      Optional<Secret> password,
      List<FieldDevice> devices) {
    return new FieldServer(
        server.place(), server.serverId(), server.protocol(), members, password, devices);
  }

  static FieldServer member(FieldServer server, String name, Object value) {
    Map<String, Object> members = new LinkedHashMap<>(server.members());
    members.put(name, value);
    return with(server, members, server.password(), server.devices());
  }

  static FieldServer password(FieldServer server, String password) {
    return with(server, server.members(), Optional.of(Secret.of(password)), server.devices());
  }

  /** With another path of the first device, which is then the only one. */
  static FieldServer path(FieldServer server, String path) {
    FieldDevice device = server.devices().get(0);
    return with(
        server,
        server.members(),
        server.password(),
        List.of(
            new FieldDevice(
                device.place(),
                device.identity(),
                Map.of("displayNamePath", path),
                device.model())));
  }

  /** With one device that has one property alone. */
  static FieldServer property(FieldServer server, String path, String name) {
    FieldDevice device = server.devices().get(0);
    FieldModel model = device.model();
    return with(
        server,
        server.members(),
        server.password(),
        List.of(
            new FieldDevice(
                device.place(),
                device.identity(),
                Map.of("displayNamePath", path),
                new FieldModel(
                    model.productKey(),
                    List.of(new FieldPoint("here", name, Map.of("displayName", name))),
                    List.of(),
                    List.of(),
                    model.thingModel()))));
  }

  static void until(Callable<Boolean> condition) {
    await()
        .dontCatchUncaughtExceptions()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(condition);
  }

  static void until(OpenFieldServer server, State state) {
    until(() -> server.status().state() == state);
  }

  /** Until a device told a value that is this number. */
  void untilTold(DeviceIdentity device, String name, String number) {
    until(
        () ->
            told.stream()
                .filter(each -> each.device().equals(device) && each.event().isEmpty())
                .map(each -> each.values().get(name))
                .anyMatch(
                    value ->
                        value instanceof Number
                            && new BigDecimal(value.toString()).compareTo(new BigDecimal(number))
                                == 0));
  }

  static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  static FieldException failure(CompletionStage<?> stage)
      throws InterruptedException, TimeoutException {
    try {
      stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      throw new AssertionError("did not fail");
    } catch (ExecutionException e) {
      return (FieldException) e.getCause();
    }
  }

  @Override
  public void values(DeviceIdentity device, Map<String, Object> values, Instant at) {
    told.add(new Told(device, "", values));
  }

  @Override
  public void event(
      DeviceIdentity device, String identifier, Map<String, Object> output, Instant at) {
    told.add(new Told(device, identifier, output));
  }

  @Override
  public void stateChanged() {}

  @Override
  public void close() {
    channel.end();
  }
}
