/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.modbus.line;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests bytes that arrive without a request. */
class UnrequestedBytesTest {

  private static final byte[] REQUEST = {3, 0, 0, 0, 1};
  private static final byte[] ANSWER = {3, 2, 0, 7};
  private static final byte[] FIRST = {0, 1, 0, 0, 0, 5, 1, 3, 2, 0, 9};
  private static final byte[] SECOND = {0, 2, 0, 0, 0, 5, 1, 3, 2, 0, 7};
  private static final int PATIENCE = 30_000;

  private ServerSocket door;
  private ByteStream.OverTcp stream;
  private Socket slave;
  private TcpWire wire;

  @BeforeEach
  void connect() throws Exception {
    door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    stream = ByteStream.OverTcp.connect(door.getInetAddress(), door.getLocalPort(), PATIENCE);
    slave = door.accept();
    wire = new TcpWire(stream, false, System::nanoTime);
  }

  @AfterEach
  void close() throws Exception {
    wire.close();
    slave.close();
    door.close();
  }

  private void comes(byte[] bytes) throws Exception {
    slave.getOutputStream().write(bytes);
    Awaitility.await().atMost(Duration.ofMillis(PATIENCE)).until(stream::isWaiting);
  }

  /** Sends the answer after the request has arrived. */
  private byte[] asked(byte[] answer) throws Exception {
    Thread answering =
        new Thread(
            () -> {
              try {
                slave.getInputStream().readNBytes(REQUEST.length + 7);
                slave.getOutputStream().write(answer);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    answering.setDaemon(true);
    answering.start();
    return wire.ask(1, REQUEST, PATIENCE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6, 8, 300})
  void bytesThatComeAfterAnAnswerByThemselvesCostNoConnection(int count) throws Exception {
    asked(FIRST);
    comes(new byte[count]);
    assertArrayEquals(ANSWER, asked(SECOND));
  }

  @Test
  void theyAreKnownAlsoIfSomebodyLookedWhetherTheConnectionIsEnded() throws Exception {
    asked(FIRST);
    comes(new byte[] {1, 2, 3});
    assertFalse(wire.isEnded());
    assertArrayEquals(ANSWER, asked(SECOND));
  }

  @Test
  void anAnswerThatComesLateIsPassedOverAlsoIfItsEndComesWithTheNextOne() throws Exception {
    comes(Arrays.copyOf(SECOND, 8));
    byte[] rest = ByteBuffer.allocate(14).put(SECOND, 8, 3).put(FIRST).array();
    assertArrayEquals(new byte[] {3, 2, 0, 9}, asked(rest));
  }
}
