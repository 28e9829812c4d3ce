/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.faults;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.kuralink.api.channel.FieldChannel;
import org.kuralink.api.channel.FieldDevice;
import org.kuralink.api.channel.FieldModel;
import org.kuralink.api.channel.FieldPoint;
import org.kuralink.api.channel.FieldReports;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.FieldServerStatus.State;
import org.kuralink.api.channel.OpenFieldServer;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.tsl.ThingModel;
import org.kuralink.itests.benchmarks.field.MovingServer;
import org.kuralink.standalone.embedded.EmbeddedGateway;
import org.kuralink.standalone.embedded.SharedGateway;
import org.slf4j.LoggerFactory;

/** The packaged field channels in a gateway without a platform, and their log lines. */
final class FieldRig implements AutoCloseable {

  static final String PRODUCT = "a1KuraSub01";
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final SharedGateway shared;
  private final EmbeddedGateway gateway;
  private final List<Served> served = new ArrayList<>();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final AppenderBase<ILoggingEvent> ear =
      new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
          if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
            said.add(event.getLevel() + " " + event.getFormattedMessage());
          }
        }
      };

  /** An open server and its reports. */
  static final class Served implements FieldReports {

    private final AtomicLong reports = new AtomicLong();
    private final Map<String, Object> last = new ConcurrentHashMap<>();
    private OpenFieldServer open;

    @Override
    public void values(DeviceIdentity device, Map<String, Object> values, Instant at) {
      last.putAll(values);
      reports.incrementAndGet();
    }

    @Override
    public void event(
        DeviceIdentity device, String identifier, Map<String, Object> output, Instant at) {
      last.put(identifier, output);
    }

    @Override
    public void stateChanged() {
      // Tests ask.
    }

    long reports() {
      return reports.get();
    }

    Optional<Object> last(String point) {
      return Optional.ofNullable(last.get(point));
    }

    State state() {
      return open.status().state();
    }

    OpenFieldServer open() {
      return open;
    }
  }

  FieldRig(SharedGateway shared, Path data) {
    this.shared = shared;
    gateway = shared.on(data);
    ear.start();
    logger().addAppender(ear);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger("org.kuralink.channel");
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A channel that may reach this machine. */
  FieldChannel channel(String factoryPid, String protocol, Map<String, ?> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("networks", "loopback");
    gateway.configure(factoryPid, "field", settings);
    return gateway.service(FieldChannel.class, "(protocol=" + protocol + ")");
  }

  FieldChannel modbus(Map<String, ?> more) {
    return channel("org.kuralink.channel.modbus", "TCP", more);
  }

  Served serve(FieldChannel channel, FieldServer server) {
    Served fresh = new Served();
    if (!channel.check(server).isEmpty()) {
      throw new IllegalArgumentException(channel.check(server).toString());
    }
    fresh.open = channel.open(server, fresh);
    served.add(fresh);
    return fresh;
  }

  /** A slave of this machine, unit 1, and the register 1 of it, ten times a second. */
  static FieldServer slave(int port) {
    return server(
        "TCP",
        Map.of("ip", "127.0.0.1", "port", BigDecimal.valueOf(port)),
        Map.of("slaveId", BigDecimal.ONE),
        new FieldPoint(
            "modelList[0].properties[0]",
            "Temperature",
            Map.of(
                "operateType",
                "holdingRegister",
                "registerAddress",
                "0x1",
                "originalDataType",
                Map.of("type", "int16"),
                "pollingTime",
                BigDecimal.valueOf(100))));
  }

  /** A {@link MovingServer} of this machine, its first variable, and the limit of a request. */
  static FieldServer machine(int port, int timeoutSeconds) {
    return server(
        FieldChannel.OPC_UA,
        Map.of(
            "url",
            "opc.tcp://127.0.0.1:" + port,
            "secPolicy",
            "None",
            "secMode",
            "None",
            "timeout",
            BigDecimal.valueOf(timeoutSeconds)),
        Map.of("displayNamePath", MovingServer.MACHINE),
        new FieldPoint("modelList[0].properties[0]", "V0", Map.of("displayName", "V0")));
  }

  /** A server with one device that has one point. */
  static FieldServer server(
      String protocol, Map<String, Object> members, Map<String, Object> device, FieldPoint point) {
    FieldModel model =
        new FieldModel(
            PRODUCT,
            List.of(point),
            List.of(),
            List.of(),
            new ThingModel(Optional.empty(), Map.of(), Map.of(), Map.of()));
    return new FieldServer(
        "serverList[0]",
        "server of " + members,
        protocol,
        members,
        Optional.empty(),
        List.of(
            new FieldDevice(
                "deviceList[0]",
                new DeviceIdentity(PRODUCT, "dev-" + Math.abs(members.hashCode())),
                device,
                model)));
  }

  /** What the channels said so far with these words in it, from INFO on. */
  List<String> said(String words) {
    return said.stream().filter(line -> line.contains(words)).toList();
  }

  static void until(String what, Callable<Boolean> condition) {
    await(what).atMost(LIMIT).pollInterval(Duration.ofMillis(50)).until(condition);
  }

  /** So many reports more of a server. */
  static void untilMore(Served served, int more) {
    untilMore(List.of(served), more);
  }

  /** So many reports more of each. */
  static void untilMore(List<Served> all, int more) {
    List<Long> before = all.stream().map(Served::reports).toList();
    for (int i = 0; i < all.size(); i++) {
      Served served = all.get(i);
      long wanted = before.get(i) + more;
      until("values", () -> served.reports() >= wanted);
    }
  }

  @Override
  public void close() {
    served.forEach(each -> each.open.close());
    logger().detachAppender(ear);
    shared.clear();
  }
}
