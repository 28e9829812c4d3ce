/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.line;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import com.fazecast.jSerialComm.SerialPortTimeoutException;
import java.io.IOException;
import org.kuralink.channel.modbus.line.ModbusFault.Kind;

/** The byte stream of an open serial port. */
public final class SerialBytes implements ByteStream {

  private final SerialPort port;

  private SerialBytes(SerialPort port) {
    this.port = port;
  }

  /**
   * Opens a port with 8 data bits for exclusive use.
   *
   * @param parity 0 none, 1 odd, 2 even
   * @throws ModbusFault {@code BROKEN} if the port does not exist or is in use
   */
  public static SerialBytes open(String path, int baudRate, int stopBits, int parity)
      throws ModbusFault {
    SerialPort port;
    try {
      port = SerialPort.getCommPort(path);
    } catch (SerialPortInvalidPortException e) {
      throw new ModbusFault(Kind.BROKEN, "serial port " + path + " does not exist");
    }
    port.setComPortParameters(
        baudRate, 8, stopBits == 2 ? SerialPort.TWO_STOP_BITS : SerialPort.ONE_STOP_BIT, parity);
    port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
    port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, 100, 0);
    if (!port.openPort(0)) {
      throw new ModbusFault(
          Kind.BROKEN,
          "cannot open the serial port "
              + path
              + ": it is in use, or read or write permission is missing (error "
              + port.getLastErrorCode()
              + ")");
    }
    return new SerialBytes(port);
  }

  @Override
  public int read(byte[] into, int offset, int length, int millis) throws IOException {
    if (port.getReadTimeout() != millis) {
      port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, millis, 0);
    }
    try {
      int read =
          port.getInputStream().read(into, offset, Math.max(1, Math.min(length, available())));
      return read;
    } catch (SerialPortTimeoutException e) {
      return 0;
    }
  }

  /** Waits for at least one byte and reads all available bytes. */
  private int available() throws IOException {
    int available = port.bytesAvailable();
    if (available < 0) {
      throw new IOException("the serial port was removed");
    }
    return available;
  }

  @Override
  public void discard() throws IOException {
    int available = available();
    if (available > 0) {
      byte[] thrown = new byte[available];
      port.readBytes(thrown, thrown.length);
    }
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    if (port.writeBytes(bytes, bytes.length) != bytes.length) {
      throw new IOException("cannot write to the serial port");
    }
  }

  @Override
  public void close() {
    port.closePort();
  }
}
