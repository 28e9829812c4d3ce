/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.digitalpetri.modbus.Modbus;
import com.digitalpetri.modbus.server.ModbusTcpServer;
import com.digitalpetri.modbus.server.ProcessImage;
import com.digitalpetri.modbus.server.ReadWriteModbusServices;
import com.digitalpetri.modbus.tcp.Netty;
import com.digitalpetri.modbus.tcp.server.NettyTcpServerTransport;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kuralink.api.channel.FieldServer;
import org.kuralink.api.channel.OpenFieldServer;
import org.kuralink.api.connection.DeviceIdentity;

/** Tests a pushed configuration against a slave of an independent implementation. */
class OtherSlaveTest {

  private static final DeviceIdentity FIRST = new DeviceIdentity("a1Example01", "dev-01");
  private static final DeviceIdentity SECOND = new DeviceIdentity("a1Example01", "dev-02");

  private final Map<Integer, ProcessImage> units = new HashMap<>();
  private final LineStage stage = new LineStage();
  private ModbusTcpServer slave;
  private int port;

  @BeforeEach
  void slave() throws Exception {
    JsonObject registers = FieldbusCase.json("fb-02/slave.json").getAsJsonObject("units");
    registers
        .entrySet()
        .forEach(unit -> units.put(Integer.valueOf(unit.getKey()), image(unit.getValue())));
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    slave =
        ModbusTcpServer.create(
            NettyTcpServerTransport.create(
                config -> {
                  config.bindAddress = "127.0.0.1";
                  config.port = port;
                }),
            new ReadWriteModbusServices() {
              @Override
              protected Optional<ProcessImage> getProcessImage(int unit) {
                return Optional.ofNullable(units.get(unit));
              }
            });
    slave.start();
  }

  @AfterEach
  void stop() throws Exception {
    slave.stop();
  }

  @AfterAll
  static void release() {
    Netty.releaseSharedResources();
    Modbus.releaseSharedResources();
  }

  private static ProcessImage image(JsonElement tables) {
    ProcessImage image = new ProcessImage();
    image.with(
        transaction -> {
          JsonObject all = tables.getAsJsonObject();
          all.getAsJsonObject("holding")
              .entrySet()
              .forEach(
                  r ->
                      transaction.writeHoldingRegisters(
                          map -> map.put(Integer.decode(r.getKey()), bytes(r.getValue()))));
          all.getAsJsonObject("input")
              .entrySet()
              .forEach(
                  r ->
                      transaction.writeInputRegisters(
                          map -> map.put(Integer.decode(r.getKey()), bytes(r.getValue()))));
          all.getAsJsonObject("coils")
              .entrySet()
              .forEach(
                  r ->
                      transaction.writeCoils(
                          map ->
                              map.put(Integer.decode(r.getKey()), r.getValue().getAsInt() == 1)));
          all.getAsJsonObject("discrete")
              .entrySet()
              .forEach(
                  r ->
                      transaction.writeDiscreteInputs(
                          map ->
                              map.put(Integer.decode(r.getKey()), r.getValue().getAsInt() == 1)));
        });
    return image;
  }

  private static byte[] bytes(JsonElement word) {
    int value = Integer.parseInt(word.getAsString(), 16);
    return new byte[] {(byte) (value >> 8), (byte) value};
  }

  private OpenFieldServer open() {
    JsonObject file = FieldbusCase.json("fb-02/body.json");
    JsonObject entry = file.getAsJsonArray("serverList").get(0).getAsJsonObject();
    entry.addProperty("ip", "127.0.0.1");
    entry.addProperty("port", port);
    FieldServer server = FieldbusCase.servers(file).get(0);
    ModbusChannel channel = LineStage.channel();
    assertEquals(List.of(), channel.check(server));
    return channel.open(server, stage);
  }

  private Map<String, BigDecimal> firstOf(DeviceIdentity device) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> stage.reports().stream().anyMatch(r -> r.device().equals(device)));
    Map<String, Object> values =
        stage.reports().stream()
            .filter(r -> r.device().equals(device))
            .findFirst()
            .orElseThrow()
            .values();
    Map<String, BigDecimal> numbers = new TreeMap<>();
    values.forEach(
        (name, value) -> {
          if (!name.equals("Serial")) {
            numbers.put(name, number(value));
          } else {
            assertEquals(device.equals(FIRST) ? "KURA01" : "ABC", value);
          }
        });
    return numbers;
  }

  private static BigDecimal number(Object value) {
    return value instanceof Boolean flag
        ? BigDecimal.valueOf(flag ? 1 : 0)
        : new BigDecimal(value.toString()).stripTrailingZeros();
  }

  private static Map<String, BigDecimal> expected(String device) {
    Map<String, BigDecimal> numbers = new TreeMap<>();
    FieldbusCase.json("fb-02/expected.json").getAsJsonObject(device).entrySet().stream()
        .filter(each -> !each.getKey().equals("Serial"))
        .forEach(
            each ->
                numbers.put(each.getKey(), each.getValue().getAsBigDecimal().stripTrailingZeros()));
    return numbers;
  }

  @Test
  void eachDeviceReportsInOneMessageWhatItsRegistersMean() {
    try (OpenFieldServer open = open()) {
      assertEquals(expected("dev-01"), firstOf(FIRST));
      assertEquals(expected("dev-02"), firstOf(SECOND));
      assertEquals(0, open.status().failures());
    }
  }

  @Test
  void aSetReachesTheRegisterAndWhatIsReadOnlyDoesNot() {
    try (OpenFieldServer open = open()) {
      firstOf(FIRST);
      open.set(FIRST, Map.of("Setpoint", -12.34)).toCompletableFuture().join();
      open.set(FIRST, Map.of("Run", 0)).toCompletableFuture().join();
      assertThrows(
          CompletionException.class,
          () -> open.set(FIRST, Map.of("Temp", 1)).toCompletableFuture().join());
      assertArrayEquals(
          new byte[] {(byte) 0xFB, 0x2E},
          units.get(1).<byte[]>get(t -> t.readHoldingRegisters(map -> map.get(0x30))));
      assertNotEquals(true, units.get(1).<Boolean>get(t -> t.readCoils(map -> map.get(5))));
    }
  }
}
