/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.fieldsimulator;

import com.digitalpetri.modbus.server.ModbusTcpServer;
import com.digitalpetri.modbus.server.ProcessImage;
import com.digitalpetri.modbus.server.ReadWriteModbusServices;
import com.digitalpetri.modbus.tcp.server.NettyTcpServerTransport;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Modbus slave over TCP whose registers move once a second. Owns the thread {@code
 * field-slave-clock}; the library has its own.
 */
public final class FieldSlave implements AutoCloseable {

  private static final int PERIOD = 60;

  private final int port;
  private final Map<Integer, ProcessImage> units = new TreeMap<>();
  private final Map<Integer, Fault> faults = new ConcurrentHashMap<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "field-slave-clock");
            thread.setDaemon(true);
            return thread;
          });
  private @Nullable ModbusTcpServer server;
  private int seconds;

  /**
   * What a unit does instead of answering rightly.
   *
   * @param silent whether it does not answer
   * @param delayMillis how late it answers
   */
  public record Fault(boolean silent, long delayMillis) {}

  /**
   * A slave that begins to listen with {@link #on}.
   *
   * @param port of 127.0.0.1
   * @param units their numbers
   */
  public FieldSlave(int port, Collection<Integer> units) {
    this.port = port;
    units.forEach(unit -> this.units.put(unit, new ProcessImage()));
    this.units.values().forEach(FieldSlave::begin);
    move();
    clock.scheduleAtFixedRate(this::move, 1, 1, TimeUnit.SECONDS);
  }

  private static void begin(ProcessImage image) {
    image.with(
        transaction -> {
          transaction.writeHoldingRegisters(map -> put(map, 0x10, 2000));
          transaction.writeCoils(map -> map.put(0, false));
        });
  }

  private void move() {
    int now = seconds++;
    double wave = Math.sin(2 * Math.PI * now / PERIOD);
    units.forEach(
        (unit, image) ->
            image.with(
                transaction -> {
                  transaction.writeHoldingRegisters(
                      map -> {
                        put(map, 0x00, now & 0xFFFF);
                        put(map, 0x01, (int) Math.round(215 + 50 * wave + unit));
                        int bits = Float.floatToIntBits((float) (1013.25 - 20 * wave));
                        put(map, 0x02, bits >>> 16);
                        put(map, 0x03, bits & 0xFFFF);
                      });
                  transaction.writeInputRegisters(
                      map -> put(map, 0x00, (int) Math.round(550 - 100 * wave)));
                  transaction.writeDiscreteInputs(map -> map.put(0, now / 10 % 2 == 1));
                }));
  }

  private static void put(Map<Integer, byte[]> registers, int address, int value) {
    registers.put(address, ByteBuffer.allocate(2).putShort((short) value).array());
  }

  /** Listens. */
  public synchronized void on() throws ExecutionException, InterruptedException {
    if (server == null) {
      ModbusTcpServer started =
          ModbusTcpServer.create(
              NettyTcpServerTransport.create(
                  config -> {
                    config.bindAddress = "127.0.0.1";
                    config.port = port;
                  }),
              new Services());
      started.start();
      server = started;
    }
  }

  /** Refuses connections, and ends those that are there. */
  public synchronized void off() throws ExecutionException, InterruptedException {
    ModbusTcpServer running = server;
    server = null;
    if (running != null) {
      running.stop();
    }
  }

  /** What a unit does from now on; empty for what is right. */
  public void fault(int unit, Optional<Fault> fault) {
    faults.remove(unit);
    fault.ifPresent(present -> faults.put(unit, present));
  }

  @Override
  public void close() throws ExecutionException, InterruptedException {
    clock.shutdownNow();
    off();
  }

  private final class Services extends ReadWriteModbusServices {

    /** A unit that is not there does not answer. */
    @Override
    protected Optional<ProcessImage> getProcessImage(int unit) {
      Fault fault = faults.get(unit);
      if (fault == null) {
        return Optional.ofNullable(units.get(unit));
      }
      if (fault.delayMillis > 0) {
        await(fault.delayMillis);
      }
      return fault.silent ? Optional.empty() : Optional.ofNullable(units.get(unit));
    }

    private void await(long millis) {
      try {
        boolean early = new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
        assert !early;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
