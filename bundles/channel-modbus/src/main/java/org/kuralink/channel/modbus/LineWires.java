/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.kuralink.api.channel.FieldException;
import org.kuralink.channel.modbus.line.ByteStream;
import org.kuralink.channel.modbus.line.ModbusFault;
import org.kuralink.channel.modbus.line.ModbusFault.Kind;
import org.kuralink.channel.modbus.line.ModbusWire;
import org.kuralink.channel.modbus.line.RtuWire;
import org.kuralink.channel.modbus.line.SerialBytes;
import org.kuralink.channel.modbus.line.TcpWire;
import org.kuralink.check.owner.ConfiguredOwners;

/**
 * Opens the lines that the operator allows ({@code networks} for addresses, {@code serial.ports}
 * for ports) and that no other component uses. Thread-safe.
 */
final class LineWires implements ModbusChannel.Wires {

  private final ModbusSettings settings;
  private final ConfiguredOwners owners;
  private final SerialLibrary library;
  private final LongSupplier nanos;
  private final AtomicInteger changes = new AtomicInteger();

  LineWires(
      ModbusSettings settings, ConfiguredOwners owners, SerialLibrary library, LongSupplier nanos) {
    this.settings = settings;
    this.owners = owners;
    this.library = library;
    this.nanos = nanos;
  }

  @Override
  public Optional<String> refusal(LineAddress address) {
    Optional<String> refusal =
        address instanceof LineAddress.Network network
            ? literal(network.host()).flatMap(settings.networks()::refusal)
            : port(address.key());
    return refusal.or(() -> taken(address));
  }

  private Optional<String> taken(LineAddress address) {
    Optional<String> owner =
        address instanceof LineAddress.Network network
            ? owners.ofAddress(network.host(), network.port())
            : owners.ofPort(address.key());
    return owner.map(who -> sentence(address.key(), who));
  }

  private static String sentence(String what, String who) {
    return what
        + " is used in the configuration of "
        + who
        + "; two masters on one line disturb each other";
  }

  private Optional<String> port(String path) {
    return settings.serialPorts().contains(path)
        ? Optional.empty()
        : Optional.of(path + " is not in serial.ports, the list of ports that may be opened");
  }

  /** Returns the address only if it is literal; does not resolve a name. */
  private static Optional<InetAddress> literal(String host) {
    if (!host.matches("[0-9.]+|[0-9A-Fa-f.:]*:[0-9A-Fa-f.:%]*")) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(host));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public ModbusWire open(LineAddress address) throws ModbusFault {
    Optional<String> refusal = refusal(address);
    if (refusal.isPresent()) {
      throw new ModbusFault(Kind.FORBIDDEN, refusal.get());
    }
    if (address instanceof LineAddress.Serial serial) {
      library.prepare();
      return new Watched(
          address,
          new RtuWire(
              SerialBytes.open(
                  serial.path(), serial.baudRate(), serial.stopBits(), serial.parity().ordinal()),
              nanos));
    }
    return new Watched(address, connect((LineAddress.Network) address));
  }

  /**
   * Makes each line check again, before its next request, whether another component uses it now.
   */
  void configurationsChanged() {
    changes.incrementAndGet();
  }

  /** A wire that closes when another component uses its address or port. */
  private final class Watched implements ModbusWire {

    private final LineAddress address;
    private final ModbusWire wire;
    private int seen = changes.get();

    Watched(LineAddress address, ModbusWire wire) {
      this.address = address;
      this.wire = wire;
    }

    @Override
    public byte[] ask(int unit, byte[] pdu, int timeoutMillis) throws ModbusFault {
      return wire.ask(unit, pdu, timeoutMillis);
    }

    @Override
    public boolean isEnded() {
      int now = changes.get();
      if (now != seen) {
        seen = now;
        return taken(address).isPresent() || wire.isEnded();
      }
      return wire.isEnded();
    }

    @Override
    public void close() {
      wire.close();
    }
  }

  private ModbusWire connect(LineAddress.Network network) throws ModbusFault {
    try {
      InetAddress resolved = settings.networks().resolve(network.host());
      Optional<String> owner = owners.ofAddress(resolved.getHostAddress(), network.port());
      if (owner.isPresent()) {
        throw new FieldException(
            FieldException.Cause.FORBIDDEN, sentence(resolved.getHostAddress(), owner.get()));
      }
      ByteStream stream =
          ByteStream.OverTcp.connect(resolved, network.port(), settings.rules().timeoutMillis());
      return settings.rtuOverTcp()
          ? new RtuWire(stream, nanos)
          : new TcpWire(stream, settings.anyUnit(), nanos);
    } catch (FieldException e) {
      boolean forbidden = e.reason() == FieldException.Cause.FORBIDDEN;
      throw new ModbusFault(
          forbidden ? Kind.FORBIDDEN : Kind.BROKEN, network + ": " + e.getMessage());
    } catch (SocketTimeoutException e) {
      throw new ModbusFault(Kind.BROKEN, network + " does not answer");
    } catch (ConnectException e) {
      throw new ModbusFault(Kind.BROKEN, network + " refuses the connection");
    } catch (IOException e) {
      throw new ModbusFault(Kind.BROKEN, "cannot reach " + network + ": " + e.getMessage());
    }
  }
}
