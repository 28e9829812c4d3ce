/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.faults;

import com.digitalpetri.modbus.server.ModbusTcpServer;
import com.digitalpetri.modbus.server.ProcessImage;
import com.digitalpetri.modbus.server.ReadWriteModbusServices;
import com.digitalpetri.modbus.tcp.server.NettyTcpServerTransport;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A Modbus TCP slave of an independent implementation, unit 1, that can be switched on and off and
 * made faulty.
 */
final class OtherSlave implements AutoCloseable {

  private final int port;
  private final ProcessImage image = new ProcessImage();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Illness illness = Illness.NONE;
  private ModbusTcpServer server;

  /** The fault: the reaction instead of an immediate answer. */
  enum Illness {
    NONE,
    /** It takes requests and says nothing. */
    SILENT,
    /** It answers after two seconds. */
    LATE
  }

  /** One that is off, and whose register 1 holds 215. */
  OtherSlave(int port) {
    this.port = port;
    image.with(
        transaction ->
            transaction.writeHoldingRegisters(map -> map.put(1, new byte[] {0, (byte) 215})));
  }

  /** Listens. */
  OtherSlave on() throws ExecutionException, InterruptedException {
    server =
        ModbusTcpServer.create(
            NettyTcpServerTransport.create(
                config -> {
                  config.bindAddress = "127.0.0.1";
                  config.port = port;
                }),
            new ReadWriteModbusServices() {
              @Override
              protected Optional<ProcessImage> getProcessImage(int unit) {
                return unit == 1 ? answers() : Optional.empty();
              }
            });
    server.start();
    return this;
  }

  private Optional<ProcessImage> answers() {
    if (illness == Illness.SILENT) {
      return Optional.empty();
    }
    if (illness == Illness.LATE) {
      try {
        return closed.await(2, TimeUnit.SECONDS) ? Optional.empty() : Optional.of(image);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      }
    }
    return Optional.of(image);
  }

  void becomes(Illness now) {
    illness = now;
  }

  /** Refuses connections, and ends those that are there. */
  void off() throws ExecutionException, InterruptedException {
    if (server != null) {
      server.stop();
      server = null;
    }
  }

  @Override
  public void close() throws ExecutionException, InterruptedException {
    closed.countDown();
    off();
  }
}
