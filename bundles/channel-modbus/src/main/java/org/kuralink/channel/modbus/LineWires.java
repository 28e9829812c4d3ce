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
import java.util.function.LongSupplier;
import org.kuralink.api.channel.FieldException;
import org.kuralink.channel.modbus.line.ByteStream;
import org.kuralink.channel.modbus.line.ModbusFault;
import org.kuralink.channel.modbus.line.ModbusFault.Kind;
import org.kuralink.channel.modbus.line.ModbusWire;
import org.kuralink.channel.modbus.line.RtuWire;
import org.kuralink.channel.modbus.line.SerialBytes;
import org.kuralink.channel.modbus.line.TcpWire;

/**
 * Opens lines that the operator allows: {@code networks} for addresses, {@code serial.ports} for
 * ports, and nothing that another component has. Any thread may call.
 */
final class LineWires implements ModbusChannel.Wires {

  private final ModbusSettings settings;
  private final PortOwners owners;
  private final SerialLibrary library;
  private final LongSupplier nanos;

  /** Who else has a port or an address. */
  interface PortOwners {

    /** Who, for people; empty if nobody has it. */
    Optional<String> ownerOf(LineAddress address);
  }

  LineWires(ModbusSettings settings, PortOwners owners, SerialLibrary library, LongSupplier nanos) {
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
    return refusal.or(
        () ->
            owners
                .ownerOf(address)
                .map(
                    who ->
                        address.key()
                            + " stands in the configuration of "
                            + who
                            + "; two masters on one line disturb each other"));
  }

  private Optional<String> port(String path) {
    return settings.serialPorts().contains(path)
        ? Optional.empty()
        : Optional.of(path + " is not in serial.ports, which lists what may be opened");
  }

  /** An address that stands there as such: nobody is asked for a name here. */
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
      return new RtuWire(
          SerialBytes.open(
              serial.path(), serial.baudRate(), serial.stopBits(), serial.parity().ordinal()),
          nanos);
    }
    return connect((LineAddress.Network) address);
  }

  private ModbusWire connect(LineAddress.Network network) throws ModbusFault {
    try {
      InetAddress resolved = settings.networks().resolve(network.host());
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
      throw new ModbusFault(Kind.BROKEN, network + " cannot be reached: " + e.getMessage());
    }
  }
}
