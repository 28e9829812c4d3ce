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
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.kuralink.fieldsimulator.SlaveFaults.Where;
import org.kuralink.fieldsimulator.SlaveFrames.Way;

/**
 * Modbus slaves with registers that change every second, over Modbus TCP and RTU frames over TCP.
 * Owns the thread {@code field-slave-clock}; the library has its own threads.
 */
public final class FieldSlave implements AutoCloseable {

  private final Map<Integer, SlaveRegisters> units = new TreeMap<>();
  private final SlaveFaults faults = new SlaveFaults();
  private final Listener tcp;
  private final Optional<Listener> rtu;
  private @Nullable SlaveCable cable;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "field-slave-clock");
            thread.setDaemon(true);
            return thread;
          });
  private int seconds;

  /**
   * A fault of a unit.
   *
   * @param silent whether it does not answer
   * @param delayMillis the delay of its answers
   */
  public record Fault(boolean silent, long delayMillis) {}

  /**
   * Creates slaves that listen after {@link #on}.
   *
   * @param port the port at 127.0.0.1
   * @param units the unit numbers
   */
  public FieldSlave(int port, Collection<Integer> units) {
    this("127.0.0.1", port, Optional.empty(), units);
  }

  /**
   * Creates slaves that listen after {@link Listener#on}.
   *
   * @param address the address to listen on
   * @param port the port for Modbus TCP
   * @param rtuPort the port for RTU frames over TCP; empty for none
   * @param numbers the unit numbers
   */
  FieldSlave(String address, int port, Optional<Integer> rtuPort, Collection<Integer> numbers) {
    numbers.forEach(unit -> units.put(unit, new SlaveRegisters(unit)));
    tcp = new Listener(address, port, Way.TCP);
    rtu = rtuPort.map(each -> new Listener(address, each, Way.RTU_OVER_TCP));
    clock.scheduleAtFixedRate(this::move, 1, 1, TimeUnit.SECONDS);
  }

  private void move() {
    seconds++;
    units.values().forEach(each -> each.move(seconds));
  }

  /** Listens for Modbus TCP connections. */
  public void on() throws IOException {
    tcp.on();
  }

  /** Closes all Modbus TCP connections and refuses new ones. */
  public void off() throws IOException {
    tcp.off();
  }

  /** Sets the fault of a unit; empty removes it. */
  public void fault(int unit, Optional<Fault> fault) {
    faults.put(
        Where.unit(unit),
        FaultStep.steps(
            fault
                .map(each -> each.silent ? "silent" : "delay " + each.delayMillis)
                .orElse("answer")));
  }

  Listener tcp() {
    return tcp;
  }

  Optional<Listener> rtu() {
    return rtu;
  }

  /** Makes the slaves answer on a serial port as well. */
  void at(SerialDevice device) throws IOException {
    Listener inner = new Listener("127.0.0.1", FreePort.any("127.0.0.1"), Way.SERIAL);
    inner.on();
    try {
      cable = new SlaveCable(device, inner);
    } catch (IOException e) {
      inner.off();
      throw e;
    }
  }

  Optional<SlaveCable> cable() {
    return Optional.ofNullable(cable);
  }

  /** Sets the maximum number of connections per port; 0 for no limit. */
  void mostConnections(int count) {
    tcp.guests().most(count);
    rtu.ifPresent(each -> each.guests().most(count));
  }

  SlaveFaults faults() {
    return faults;
  }

  List<Integer> units() {
    return List.copyOf(units.keySet());
  }

  @Override
  public void close() throws IOException {
    clock.shutdownNow();
    tcp.off();
    if (rtu.isPresent()) {
      rtu.get().off();
    }
    if (cable != null) {
      cable.close();
    }
  }

  /** A port that can be opened and closed. */
  final class Listener {

    private final String address;
    private final int port;
    private final Way way;
    private final SlaveConnectionLimit guests = new SlaveConnectionLimit();
    private @Nullable ModbusTcpServer server;
    private @Nullable ScheduledFuture<?> again;

    private Listener(String address, int port, Way way) {
      this.address = address;
      this.port = port;
      this.way = way;
    }

    int port() {
      return port;
    }

    /** Returns the limit of the connections of the port. */
    SlaveConnectionLimit guests() {
      return guests;
    }

    /** Closes all connections and refuses new ones for this time. */
    synchronized void refuse(long millis) throws IOException {
      off();
      again = clock.schedule(this::onAgain, millis, TimeUnit.MILLISECONDS);
    }

    private void onAgain() {
      try {
        on();
      } catch (IOException e) {
        // Another program uses the port now.
        System.err.println("field-simulator: " + address + ":" + port + ": " + e.getMessage());
      }
    }

    /** Starts to listen. */
    synchronized void on() throws IOException {
      stopWaiting();
      if (server == null) {
        ModbusTcpServer started =
            ModbusTcpServer.create(
                NettyTcpServerTransport.create(
                    config -> {
                      config.bindAddress = address;
                      config.port = port;
                      config.pipelineCustomizer =
                          pipeline ->
                              pipeline.addFirst(guests, new SlaveFrames(way, faults, units));
                    }),
                new Services());
        finish(started::start);
        server = started;
      }
    }

    /** Closes all connections and refuses new ones. */
    synchronized void off() throws IOException {
      stopWaiting();
      ModbusTcpServer running = server;
      server = null;
      if (running != null) {
        finish(running::stop);
        FreePort.await(address, port);
      }
    }

    private void stopWaiting() {
      ScheduledFuture<?> waiting = again;
      again = null;
      if (waiting != null) {
        waiting.cancel(false);
      }
    }

    private void finish(Waiting work) throws IOException {
      try {
        work.run();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  /** A call of the library that takes a while. */
  private interface Waiting {
    void run() throws ExecutionException, InterruptedException;
  }

  private final class Services extends ReadWriteModbusServices {

    @Override
    protected Optional<ProcessImage> getProcessImage(int unit) {
      return Optional.ofNullable(units.get(unit)).map(SlaveRegisters::image);
    }
  }
}
