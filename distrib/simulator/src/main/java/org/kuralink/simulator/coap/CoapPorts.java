/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.simulator.coap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.Option;
import org.eclipse.californium.core.coap.OptionSet;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.option.MapBasedOptionRegistry;
import org.eclipse.californium.core.coap.option.OpaqueOptionDefinition;
import org.eclipse.californium.core.coap.option.OptionRegistry;
import org.eclipse.californium.core.coap.option.StandardOptionRegistry;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.server.MessageDeliverer;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.UDPConnector;
import org.eclipse.californium.elements.config.CertificateAuthenticationMode;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.kuralink.simulator.broker.Transport;
import org.kuralink.simulator.broker.UnconnectedSessions;
import org.kuralink.simulator.fault.CoapForm;
import org.kuralink.simulator.fault.FaultTable;
import org.kuralink.simulator.gateway.Relations;
import org.kuralink.simulator.port.ListeningPort;
import org.kuralink.simulator.registry.Registry;
import org.kuralink.simulator.tls.ServerIdentity;

/**
 * The two CoAP ports. Owns two daemon threads in addition to those that read and write datagrams;
 * {@link #close()} ends them all.
 */
public final class CoapPorts implements AutoCloseable {
  /** Also for clients that know RSA only; what the library takes by default leaves these out. */
  private static final List<CipherSuite> SUITES =
      List.of(
          CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
          CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
          CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8,
          CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM,
          CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
          CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
          CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
          CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256);

  private static final int DATAGRAM = 4096;
  private static final int LATE_SECONDS = 3;

  /** The option in which the official C device kit before 3.2 sends the token. */
  private static final OpaqueOptionDefinition FORMER_TOKEN =
      new OpaqueOptionDefinition(61, "FormerToken", true, 0, 255);

  private static final OpaqueOptionDefinition TOKEN =
      new OpaqueOptionDefinition(2088, "Token", true, 0, 255);
  private static final OpaqueOptionDefinition SEQUENCE =
      new OpaqueOptionDefinition(2089, "Sequence", true, 0, 255);
  private static final OpaqueOptionDefinition MESSAGE_ID =
      new OpaqueOptionDefinition(2090, "MessageId", true, 0, 255);
  private static final OptionRegistry OPTIONS =
      new MapBasedOptionRegistry(
          StandardOptionRegistry.getDefaultOptionRegistry(),
          FORMER_TOKEN,
          TOKEN,
          SEQUENCE,
          MESSAGE_ID);

  private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(2, daemons());
  private final CoapUplink uplink;
  private final CoapEndpoint plain;
  private final CoapEndpoint secure;

  /** The addresses to listen on. */
  public record Place(String bind, int coapPort, int coapsPort, int maxPayloadBytes) {}

  /** The components of the platform that the ports use. */
  public record Parts(
      Registry registry,
      Relations relations,
      UnconnectedSessions sessions,
      FaultTable faults,
      Clock clock,
      Duration tokenLifetime) {}

  private CoapPorts(Place place, Parts parts, ServerIdentity identity) throws IOException {
    uplink =
        new CoapUplink(
            new CoapUplink.Devices(parts.registry, parts.relations),
            parts.sessions,
            parts.faults,
            parts.clock,
            parts.tokenLifetime);
    InetAddress address = InetAddress.getByName(place.bind);
    Configuration symmetric = configuration();
    // Blocks are not put together: what option 2089 would number then, nobody says.
    symmetric.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, 0);
    UDPConnector udp = new UDPConnector(new InetSocketAddress(address, place.coapPort), symmetric);
    plain = endpoint(udp, symmetric, Transport.COAP);
    Configuration dtls = configuration();
    dtls.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, place.maxPayloadBytes);
    DtlsConnectorConfig.Builder builder =
        DtlsConnectorConfig.builder(dtls)
            .setAddress(new InetSocketAddress(address, place.coapsPort))
            .set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.SERVER_ONLY)
            .set(DtlsConfig.DTLS_CLIENT_AUTHENTICATION_MODE, CertificateAuthenticationMode.NONE)
            .set(DtlsConfig.DTLS_RECOMMENDED_CIPHER_SUITES_ONLY, false)
            .set(DtlsConfig.DTLS_CIPHER_SUITES, SUITES)
            .set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1)
            .set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, 1)
            .setCertificateIdentityProvider(new ServerKeys(keys(identity)));
    secure = endpoint(new DTLSConnector(builder.build()), dtls, Transport.COAPS);
    boolean open = false;
    try {
      start(plain, place.bind, place.coapPort, "coap");
      start(secure, place.bind, place.coapsPort, "coaps");
      open = true;
    } finally {
      if (!open) {
        close();
      }
    }
  }

  /** Opens both ports. */
  public static CoapPorts open(Place place, Parts parts, ServerIdentity identity)
      throws IOException {
    return new CoapPorts(place, parts, identity);
  }

  private static ThreadFactory daemons() {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "simulator-coap-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Without the properties file that the library would read and write where it runs. */
  private static Configuration configuration() {
    CoapConfig.register();
    UdpConfig.register();
    DtlsConfig.register();
    Configuration configuration = Configuration.createStandardWithoutFile();
    configuration.set(UdpConfig.UDP_DATAGRAM_SIZE, DATAGRAM);
    configuration.set(UdpConfig.UDP_RECEIVER_THREAD_COUNT, 1);
    configuration.set(UdpConfig.UDP_SENDER_THREAD_COUNT, 1);
    return configuration;
  }

  private static X509KeyManager keys(ServerIdentity identity) {
    for (KeyManager manager : identity.keys().getKeyManagers()) {
      if (manager instanceof X509KeyManager keys) {
        return keys;
      }
    }
    throw new IllegalStateException("no keys");
  }

  private CoapEndpoint endpoint(Connector connector, Configuration configuration, Transport way) {
    CoapEndpoint endpoint =
        CoapEndpoint.builder()
            .setConnector(connector)
            .setConfiguration(configuration)
            .setOptionRegistry(OPTIONS)
            .build();
    endpoint.setExecutors(executor, executor);
    endpoint.addInterceptor(new Losses(this, uplink, way, connector));
    endpoint.setMessageDeliverer(
        new MessageDeliverer() {
          @Override
          public void deliverRequest(Exchange exchange) {
            answer(exchange, way);
          }

          @Override
          public void deliverResponse(Exchange exchange, Response response) {
            // Nothing is ever asked here.
          }
        });
    return endpoint;
  }

  private static void start(CoapEndpoint endpoint, String bind, int port, String what)
      throws IOException {
    try {
      endpoint.start();
    } catch (IOException e) {
      throw new IOException(ListeningPort.failure(bind, port, what, e), e);
    }
  }

  /** The real port of symmetric mode. */
  public int coapPort() {
    return plain.getAddress().getPort();
  }

  /** The real port of DTLS. */
  public int coapsPort() {
    return secure.getAddress().getPort();
  }

  CoapAsked asked(Request request, Transport way) {
    OptionSet options = request.getOptions();
    return new CoapAsked(
        request.getRawCode(),
        "/" + String.join("/", options.getUriPath()),
        options.hasContentFormat()
            ? OptionalInt.of(options.getContentFormat())
            : OptionalInt.empty(),
        options.hasAccept() ? OptionalInt.of(options.getAccept()) : OptionalInt.empty(),
        way == Transport.COAP && options.hasBlock1(),
        value(options, TOKEN)
            .or(() -> value(options, FORMER_TOKEN))
            .map(token -> new String(token, StandardCharsets.UTF_8)),
        value(options, SEQUENCE),
        request.getPayload(),
        way,
        String.valueOf(request.getSourceContext().getPeerAddress()).replaceFirst("^.*/", ""));
  }

  private static Optional<byte[]> value(OptionSet options, OpaqueOptionDefinition definition) {
    return Optional.ofNullable(options.getOtherOption(definition)).map(Option::getValue);
  }

  private void answer(Exchange exchange, Transport way) {
    Request request = exchange.getRequest();
    CoapUplink.Answered answered = uplink.answer(asked(request, way), executor);
    if (answered.mute() || answered.form() == CoapForm.UNANSWERED) {
      return;
    }
    if (answered.form() == CoapForm.RESET) {
      exchange.sendReject();
      return;
    }
    boolean late = answered.form() == CoapForm.LATE;
    if (late || answered.separate()) {
      exchange.sendAccept();
    }
    Runnable send = () -> exchange.sendResponse(new Reply(answered));
    long wait = answered.delayMs() + (late ? TimeUnit.SECONDS.toMillis(LATE_SECONDS) : 0);
    if (wait > 0) {
      var unused = executor.schedule(send, wait, TimeUnit.MILLISECONDS);
    } else if (answered.separate()) {
      executor.execute(send);
    } else {
      send.run();
    }
  }

  /** An answer with its faults. */
  static final class Reply extends Response {
    private final CoapUplink.Answered answered;

    Reply(CoapUplink.Answered answered) {
      super(CoAP.ResponseCode.valueOf(raw(answered.answer().code())));
      this.answered = answered;
      CoapAnswer answer = answered.answer();
      answer.format().ifPresent(getOptions()::setContentFormat);
      answer
          .messageId()
          .map(id -> new Option(MESSAGE_ID, id.getBytes(StandardCharsets.US_ASCII)))
          .ifPresent(getOptions()::addOtherOption);
      setPayload(answer.payload());
    }

    private static int raw(int code) {
      return (code / 100) << 5 | code % 100;
    }

    CoapUplink.Answered answered() {
      return answered;
    }
  }

  @Override
  public void close() {
    plain.destroy();
    secure.destroy();
    executor.shutdownNow();
  }
}
