/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.coap;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.scandium.dtls.DtlsHandshakeTimeoutException;
import org.eclipse.californium.scandium.dtls.HandshakeException;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.configuration.DataDirectory;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.SessionFault.Cause;
import org.kuralink.api.line.LineEvents;
import org.kuralink.api.line.LineException;
import org.kuralink.api.line.LineLogin;
import org.kuralink.api.line.LineSettings;
import org.kuralink.login.diagnosis.Diagnosis;

/**
 * The CoAP requests of one device over one socket. Each request is confirmable, is repeated by
 * Californium until it is answered, and has one time limit. Any thread may call that may wait for
 * the disk where {@link #mayWait} returns true.
 */
final class CoapCaller {

  /** 4.29 of CoAP, the code for throttling. */
  private static final int TOO_MANY = 429;

  private final CoapStack stack;
  private final LineSettings settings;
  private final LineEvents events;
  private final LineLogin.Signed who;
  private final CoapAddress server;
  private final AddressEndpointContext destination;
  private final CoapStateFile memory;
  private final CoapMessages messages;
  private final String owner;
  private final DtlsTrust trust;
  private final SSLContext trusted;
  private final CoapEndpoint endpoint;
  private final AtomicBoolean gone = new AtomicBoolean();
  private final AnswerDeadlines exchanges = new AnswerDeadlines();
  private volatile @Nullable Keyed keyed;

  /** The random text and the key of the last message. */
  private record Keyed(String random, SymmetricKey key) {}

  /**
   * Opens a socket, looks up the server's name and reads the trusted certificates, which may block.
   */
  CoapCaller(
      CoapStack stack,
      LineSettings settings,
      LineEvents events,
      LineLogin.Signed who,
      CoapAddress server)
      throws IOException {
    this.stack = stack;
    this.settings = settings;
    this.events = events;
    this.who = who;
    this.server = server;
    InetSocketAddress address = new InetSocketAddress(server.host(), server.port());
    if (address.isUnresolved()) {
      throw new UnknownHostException(server.host());
    }
    destination = new AddressEndpointContext(address, server.name().orElse(null), null);
    DeviceIdentity device = who.device();
    Path file =
        settings
            .data()
            .resolve("coap")
            .resolve(DataDirectory.fileName(device.productKey()))
            .resolve(DataDirectory.fileName(device.deviceName()));
    memory = stack.memory(file);
    messages = CoapMessages.of(settings.options());
    String whom = String.join(" ", "", server.uri().toString(), device.toString(), who.clientId());
    if (messages.separate()) {
      whom += " ackMode 1";
    }
    owner = CoapStateFile.owner(who.signer().digest(whom));
    trust = new DtlsTrust(new ChainCheck(settings.trust(), server.host(), server.port()));
    trusted = settings.trust().context();
    endpoint = server.secure() ? stack.secure(owner, settings.trust(), trust) : stack.plain();
    stack.joined(this);
  }

  Optional<CoapCredentials> keptPass() {
    return memory.pass(owner, server.secure());
  }

  /** Returns whether a message needs a sequence number that requires a disk access. */
  boolean mayWait(CoapCredentials pass) {
    return pass.random().isPresent() && !memory.isReady();
  }

  /** Requests a token and stores it. May wait for the disk. */
  CompletableFuture<CoapCredentials> logIn() {
    Request request;
    try {
      request =
          messages.logIn(
              who, server.secure() ? OptionalLong.empty() : OptionalLong.of(memory.number()));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(noNumber(e));
    }
    return ask(request, settings.limits().connect()).thenApplyAsync(this::pass, stack.work());
  }

  private CoapCredentials pass(CoapAnswer answer) {
    try {
      if (!answer.isSuccess()) {
        throw answer.noToken(server);
      }
      CoapCredentials pass = CoapCredentials.read(answer, server);
      memory.keep(owner, pass);
      return pass;
    } catch (LineException e) {
      throw new CompletionException(e);
    }
  }

  /** Sends a message, each time with another sequence number. */
  CompletableFuture<CoapAnswer> report(String topic, byte[] payload, CoapCredentials pass) {
    try {
      if (pass.random().isEmpty()) {
        return ask(messages.message(topic, payload, pass), settings.limits().operation());
      }
      SymmetricKey key = key(pass.random().get());
      Request request = messages.message(topic, payload, pass, key, memory.number());
      return ask(request, settings.limits().operation())
          .thenApply(
              answer -> {
                words(answer, key);
                return answer;
              });
    } catch (IOException e) {
      return CompletableFuture.failedFuture(noNumber(e));
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(
          LineException.unfit(0, "the topic is not a valid CoAP path: " + e.getMessage()));
    }
  }

  private SymmetricKey key(String random) {
    Keyed known = keyed;
    if (known == null || !known.random.equals(random)) {
      known = new Keyed(random, SymmetricKey.of(who.signer(), random));
      keyed = known;
    }
    return known.key;
  }

  /** Traces an invalid response body; the code of the response is valid nevertheless. */
  private void words(CoapAnswer answer, SymmetricKey key) {
    if (answer.payload().length > 0) {
      try {
        key.decrypt(answer.payload());
      } catch (GeneralSecurityException e) {
        events.traced("the body of the response is not encrypted with the key of this log-in");
      }
    }
  }

  private CompletableFuture<CoapAnswer> ask(Request request, Duration limit) {
    request.setDestinationContext(destination);
    CompletableFuture<CoapAnswer> exchange = new CompletableFuture<>();
    request.addMessageObserver(new Outcome(exchange));
    exchanges.add(exchange, limit);
    CompletableFuture<CoapAnswer> told =
        exchange.whenComplete((answer, failure) -> ended(exchange, request, answer));
    endpoint.sendRequest(request);
    if (gone.get()) {
      // Californium does not report requests that are sent after its end.
      exchange.completeExceptionally(closed());
    }
    return told;
  }

  private void ended(CompletableFuture<?> exchange, Request request, @Nullable CoapAnswer answer) {
    exchanges.remove(exchange);
    if (answer == null) {
      request.cancel();
    } else if (!answer.messageId().isEmpty()) {
      events.traced("the platform's id of the message: " + answer.messageId());
    }
  }

  /** The outcome of a request. */
  private final class Outcome extends MessageObserverAdapter {

    private final CompletableFuture<CoapAnswer> exchange;

    Outcome(CompletableFuture<CoapAnswer> exchange) {
      this.exchange = exchange;
    }

    @Override
    public void onResponse(Response response) {
      exchange.complete(CoapAnswer.of(response));
    }

    @Override
    public void onReject() {
      fail(Cause.LINK_LOST, server + " rejected the request (RST); check host and port");
    }

    @Override
    public void onTimeout() {
      fail(new TimeoutException());
    }

    @Override
    public void onCancel() {
      fail(Cause.LINK_LOST, "the line was closed");
    }

    @Override
    public void onSendError(Throwable error) {
      fail(notSent(error));
    }

    @Override
    public void onResponseHandlingError(Throwable error) {
      fail(Cause.PLATFORM, server + " sent an invalid response: " + error.getMessage());
    }

    private void fail(Cause cause, String message) {
      fail(new LineException(cause, message));
    }

    /** Fails the request; after the socket was closed, any failure means that. */
    private void fail(Throwable failure) {
      exchange.completeExceptionally(gone.get() ? closed() : failure);
    }
  }

  /** Cancels the requests and closes the socket, once. */
  void giveUp() {
    if (gone.getAndSet(true)) {
      return;
    }
    if (server.secure()) {
      stack.end(endpoint, owner, trusted);
    } else {
      stack.end(endpoint);
    }
    stack.left(this);
    exchanges.all().forEach(exchange -> exchange.completeExceptionally(closed()));
  }

  private static LineException closed() {
    return new LineException(Cause.LINK_LOST, "the line was closed");
  }

  /** Returns the exception for a failure to send; a lack of message ids counts as throttling. */
  static Throwable notSent(Throwable error) {
    return error instanceof IllegalStateException
        ? LineException.throttled(
            TOO_MANY,
            "CoAP supports at most 65,536 messages in four minutes: " + error.getMessage())
        : error;
  }

  private static LineException noNumber(IOException e) {
    return new LineException(
        Cause.STORAGE,
        "a message gets no sequence number, because the number cannot be stored on disk: "
            + e.getMessage());
  }

  /** Returns the exception for a failure, with a message for the operator. */
  LineException explain(Throwable failure) {
    return explain(trust.refusal().orElse(null), failure, server, stack);
  }

  /** Returns the exception for a failure before a line exists. */
  static LineException explain(Throwable failure, CoapAddress server, CoapStack stack) {
    return explain(null, failure, server, stack);
  }

  private static LineException explain(
      @Nullable IOException refusal, Throwable failure, CoapAddress server, CoapStack stack) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof LineException known) {
        return known;
      }
      if (e instanceof TimeoutException || e instanceof DtlsHandshakeTimeoutException) {
        return new LineException(
            Cause.TIMEOUT,
            server
                + " did not answer in time; check the network, host and port, and whether UDP gets"
                + " through");
      }
      if (refusal == null && e instanceof HandshakeException dtls) {
        return new LineException(
            Cause.CERTIFICATE,
            "no DTLS 1.2 could be negotiated with "
                + server
                + ": "
                + dtls.getAlert().getDescription().getDescription());
      }
    }
    Throwable reason = refusal == null ? failure : refusal;
    Diagnosis found = Diagnosis.of(reason, server.toString(), stack.clock().instant());
    return new LineException(found.cause(), found.message());
  }
}
