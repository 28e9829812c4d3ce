/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus;

import com.ghgande.j2mod.modbus.util.ModbusUtil;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A slave that answers requests according to a script and correctly afterwards. It shares no code
 * with the channel, except for the checksum.
 */
final class ScriptedSlave implements Closeable {

  /** The reaction to one request. */
  interface Step {
    /**
     * Returns the answer.
     *
     * @param right the correct answer as a complete frame; empty if there is none
     * @param request the received request
     * @return the bytes to send, in pieces; an empty list for no answer
     */
    List<byte[]> answer(byte[] request, byte[] right) throws IOException;
  }

  /** Sends no answer. */
  static final Step SILENT = (request, right) -> List.of();

  /** Closes the connection. */
  static final Step CLOSE =
      (request, right) -> {
        throw new IOException("closed by the script");
      };

  private final boolean rtu;
  private final ServerSocket server;
  private final Map<Integer, int[]> holding = new ConcurrentHashMap<>();
  private final List<Step> script = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private volatile boolean endingAfterEach;
  private volatile Step usual = (request, right) -> right.length == 0 ? List.of() : List.of(right);

  private ScriptedSlave(boolean rtu, ServerSocket server) {
    this.rtu = rtu;
    this.server = server;
  }

  /** Creates a Modbus TCP slave at a port of the loopback address. */
  static ScriptedSlave tcp() throws IOException {
    return listening(false);
  }

  /** Creates a slave that uses RTU frames over TCP. */
  static ScriptedSlave rtuOverTcp() throws IOException {
    return listening(true);
  }

  /** Creates a slave that uses RTU frames on streams and has no port. */
  static ScriptedSlave onStreams(InputStream in, OutputStream out) throws IOException {
    ScriptedSlave slave = new ScriptedSlave(true, new ServerSocket());
    slave.serveInBackground(in, out, () -> {});
    return slave;
  }

  private static ScriptedSlave listening(boolean rtu) throws IOException {
    ScriptedSlave slave =
        new ScriptedSlave(rtu, new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")));
    Thread thread = new Thread(slave::accept, "scripted-slave");
    thread.setDaemon(true);
    thread.start();
    return slave;
  }

  int port() {
    return server.getLocalPort();
  }

  /** Returns the registers of a unit, which a test may change. */
  int[] registers(int unit) {
    return holding.computeIfAbsent(unit, key -> new int[256]);
  }

  /** Adds a reaction for one request. */
  void next(Step... steps) {
    script.addAll(List.of(steps));
  }

  /** Sets the reaction after the end of the script. */
  void always(Step step) {
    usual = step;
  }

  /** Returns the received requests: unit and PDU in hexadecimal. */
  List<String> requests() {
    return requests;
  }

  int connections() {
    return connections.get();
  }

  /** Closes each connection after one answer, as some slaves do. */
  void endingAfterEach() {
    endingAfterEach = true;
  }

  /** Returns the number of closed connections. */
  int ended() {
    return ended.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        connections.incrementAndGet();
        serveInBackground(socket.getInputStream(), socket.getOutputStream(), socket);
      }
    } catch (IOException expected) {
      // Closed.
    }
  }

  private void serveInBackground(InputStream in, OutputStream out, Closeable after) {
    Thread thread =
        new Thread(
            () -> {
              try (after) {
                while (serve(in, out)) {
                  // Until the connection ends.
                }
              } catch (IOException expected) {
                // So says the script, or the other side.
              }
              ended.incrementAndGet();
            },
            "scripted-slave-connection");
    thread.setDaemon(true);
    thread.start();
  }

  private boolean serve(InputStream in, OutputStream out) throws IOException {
    byte[] request = rtu ? rtuRequest(in) : tcpRequest(in);
    if (request == null) {
      return false;
    }
    byte[] body =
        rtu
            ? Arrays.copyOf(request, request.length - 2)
            : Arrays.copyOfRange(request, 6, request.length);
    requests.add(HexFormat.of().withUpperCase().formatHex(body));
    byte[] right = execute(body);
    byte[] whole = right.length == 0 ? right : rtu ? withCrc(right) : withHeader(request, right);
    Step step = script.isEmpty() ? usual : script.remove(0);
    for (byte[] piece : step.answer(request, whole)) {
      out.write(piece);
      out.flush();
    }
    return !endingAfterEach;
  }

  static byte[] withCrc(byte[] body) {
    int[] crc = ModbusUtil.calculateCRC(body, 0, body.length);
    byte[] frame = Arrays.copyOf(body, body.length + 2);
    frame[body.length] = (byte) crc[0];
    frame[body.length + 1] = (byte) crc[1];
    return frame;
  }

  private static byte[] withHeader(byte[] request, byte[] body) {
    return ByteBuffer.allocate(6 + body.length)
        .put(request, 0, 4)
        .putShort((short) body.length)
        .put(body)
        .array();
  }

  private static byte[] tcpRequest(InputStream in) throws IOException {
    byte[] header = in.readNBytes(6);
    if (header.length < 6) {
      return null;
    }
    byte[] rest = in.readNBytes(ByteBuffer.wrap(header).getShort(4));
    return ByteBuffer.allocate(6 + rest.length).put(header).put(rest).array();
  }

  private static byte[] rtuRequest(InputStream in) throws IOException {
    byte[] start = in.readNBytes(7);
    if (start.length < 7) {
      return null;
    }
    byte[] rest = in.readNBytes(start[1] < 15 ? 1 : (start[6] & 0xFF) + 2);
    return ByteBuffer.allocate(7 + rest.length).put(start).put(rest).array();
  }

  private byte[] execute(byte[] body) {
    int[] registers = holding.get(body[0] & 0xFF);
    if (registers == null) {
      return new byte[0];
    }
    ByteBuffer in = ByteBuffer.wrap(body, 2, body.length - 2);
    int address = in.getShort() & 0xFFFF;
    int second = in.getShort() & 0xFFFF;
    int function = body[1];
    int count = function == 3 || function == 4 || function == 16 ? second : 1;
    if (address + count > registers.length) {
      return new byte[] {body[0], (byte) (function | 0x80), 2};
    }
    if (function == 6) {
      registers[address] = second;
      return body;
    }
    if (function == 16) {
      in.get();
      for (int i = 0; i < count; i++) {
        registers[address + i] = in.getShort() & 0xFFFF;
      }
      return Arrays.copyOf(body, 6);
    }
    ByteBuffer out = ByteBuffer.allocate(3 + 2 * count);
    out.put(body[0]).put(body[1]).put((byte) (2 * count));
    for (int i = 0; i < count; i++) {
      out.putShort((short) registers[address + i]);
    }
    return out.array();
  }

  /** Closes all connections and accepts new ones. */
  void cut() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
