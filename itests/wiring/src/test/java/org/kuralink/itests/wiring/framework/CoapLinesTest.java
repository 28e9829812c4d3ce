/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.wiring.framework;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import javax.net.ssl.SSLContext;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.ServerTrustException;
import org.kuralink.api.connection.SessionFault;
import org.kuralink.api.line.Line;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineFactory;
import org.kuralink.api.line.LineLimits;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.line.LineServer;
import org.kuralink.api.line.LineSettings;
import org.kuralink.api.line.LineSigner;
import org.kuralink.itests.wiring.House;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Tests that the libraries embedded in the CoAP transports work in a framework that provides only
 * SLF4J and Gson.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class CoapLinesTest {

  private static final int PATIENCE_MILLIS = 60_000;
  private static final int HANDSHAKE = 22;
  private static final int CONFIRMABLE = 0x48;

  @Inject private BundleContext context;

  @Configuration
  public Option[] framework() {
    return new Option[] {Platform.with(List.of("kura-api", "api", "coap"))};
  }

  @Test
  public void eachKnocksInItsOwnWay() throws Exception {
    byte[] secure = knock("coaps");
    assertEquals("the beginning of DTLS", HANDSHAKE, secure[0]);
    byte[] plain = knock("coap-symmetric");
    assertEquals(CONFIRMABLE, plain[0]);
    assertTrue(
        new String(plain, StandardCharsets.ISO_8859_1).contains("\"deviceName\":\"device\""));
  }

  /** The first datagram of a line that is opened. */
  private byte[] knock(String transport) throws Exception {
    try (DatagramSocket platform = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      platform.setSoTimeout(PATIENCE_MILLIS);
      ServiceReference<LineFactory> reference =
          context
              .getServiceReferences(LineFactory.class, "(transport=" + transport + ")")
              .iterator()
              .next();
      Line line =
          context
              .getService(reference)
              .create(settings(transport, platform.getLocalPort()), new Silent());
      line.open();
      DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
      platform.receive(packet);
      line.close();
      context.ungetService(reference);
      return packet.getData();
    }
  }

  private static LineSettings settings(String transport, int port) {
    Duration limit = Duration.ofMillis(PATIENCE_MILLIS);
    return new LineSettings(
        new LineLogin.Signed(
            new DeviceIdentity("product", "device"), "client", OptionalLong.empty(), new Signer()),
        new LineServer(transport, "127.0.0.1", port, "cn-shanghai", ""),
        CoapLinesTest::javas,
        Optional.empty(),
        House.freshData(),
        new LineLimits(limit, false, false, limit, limit, 1));
  }

  private static SSLContext javas() throws ServerTrustException {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new ServerTrustException(e.getMessage());
    }
  }

  @Test
  public void noThreadIsLeftBehind() throws Exception {
    knock("coaps");
    for (var bundle : context.getBundles()) {
      if (bundle.getSymbolicName().equals("org.kuralink.coap")) {
        bundle.stop();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (!threads().isEmpty() && System.nanoTime() < end) {
          Thread.onSpinWait();
        }
        assertEquals(List.of(), threads());
        bundle.start();
        return;
      }
    }
    throw new AssertionError("there is no such bundle");
  }

  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.matches("(kuralink-coap|UDP-|DTLS-|:?CoapEndpoint|Californium).*"))
        .toList();
  }

  /** A signer whose signatures are not verified. */
  private static final class Signer implements LineSigner {

    @Override
    public String method() {
      return "hmacsha1";
    }

    @Override
    public String sign(Map<String, String> parameters) {
      return "00";
    }

    @Override
    public byte[] digest(String text) {
      return new byte[32];
    }
  }

  /** A listener that ignores all calls. */
  private static final class Silent implements LineEvents {

    @Override
    public void received(String topic, byte[] payload, boolean again) {}

    @Override
    public void lost(SessionFault.Cause cause, String message) {}

    @Override
    public void traced(String words) {}
  }
}
