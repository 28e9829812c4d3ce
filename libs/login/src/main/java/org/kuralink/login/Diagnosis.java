/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.login;

import java.io.EOFException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.kuralink.api.connection.SessionFault;

/**
 * What a failure on the network means to a person.
 *
 * @param cause for programs
 * @param message what happened and what to do
 */
public record Diagnosis(SessionFault.Cause cause, String message) {

  /** No clock that is right shows an earlier time: this program did not exist then. */
  private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");

  private static final String ADD_THE_ROOT =
      "put the root that signed it into ca.certificate, or into the keystore that"
          + " SslManagerService.target or KeystoreService.target leads to";

  /** Looks for the innermost reason that says something. */
  public static Diagnosis of(Throwable failure, String server, Instant now) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof LoginException known) {
        return new Diagnosis(known.cause(), String.valueOf(known.getMessage()));
      }
    }
    return certificate(failure, server, now)
        .or(() -> tls(failure, server))
        .or(() -> network(failure, server))
        .orElseGet(
            () ->
                new Diagnosis(
                    SessionFault.Cause.LINK_LOST,
                    "the connection to " + server + " broke: " + text(innermost(failure))));
  }

  private static Optional<Diagnosis> certificate(Throwable failure, String server, Instant now) {
    if (find(failure, SSLException.class) == null) {
      return Optional.empty();
    }
    if (now.isBefore(BUILT)) {
      return clock(server, "the clock says " + now + ", which lies before this program was built");
    }
    CertificateNotYetValidException early = find(failure, CertificateNotYetValidException.class);
    if (early != null) {
      return clock(
          server,
          "its certificate is not valid yet ("
              + early.getMessage()
              + ") and the clock says "
              + now);
    }
    CertificateExpiredException late = find(failure, CertificateExpiredException.class);
    if (late != null) {
      return certificate(
          server,
          "has expired (" + late.getMessage() + "); if the clock, " + now + ", is wrong, set it");
    }
    CertificateException plain = find(failure, CertificateException.class);
    UntrustedServerException seen = find(failure, UntrustedServerException.class);
    if (plain != null && text(plain).startsWith("No ")) {
      return certificate(
          server,
          "belongs to another host ("
              + (seen == null ? text(plain) : "it names " + seen.hosts())
              + "); check host and DNS");
    }
    if (find(failure, InvalidAlgorithmParameterException.class) != null) {
      return certificate(server, "cannot be trusted, because no root is; " + ADD_THE_ROOT);
    }
    if (find(failure, CertPathBuilderException.class) != null
        || find(failure, CertPathValidatorException.class) != null) {
      return certificate(
          server,
          "does not lead to a trusted root"
              + (seen == null ? "" : ": " + seen.top())
              + "; "
              + ADD_THE_ROOT);
    }
    return plain == null
        ? Optional.empty()
        : certificate(server, "was not accepted: " + text(plain));
  }

  private static Optional<Diagnosis> clock(String server, String reason) {
    return Optional.of(
        new Diagnosis(
            SessionFault.Cause.CLOCK,
            "cannot check who " + server + " is: " + reason + "; set this machine's clock"));
  }

  private static Optional<Diagnosis> certificate(String server, String reason) {
    return Optional.of(
        new Diagnosis(
            SessionFault.Cause.CERTIFICATE, "the certificate of " + server + " " + reason));
  }

  private static Optional<Diagnosis> tls(Throwable failure, String server) {
    SSLException tls = find(failure, SSLException.class);
    if (tls == null || find(failure, InterruptedIOException.class) != null) {
      return Optional.empty();
    }
    String reason = text(tls);
    if (reason.contains("plaintext") || reason.contains("unrecognized SSL message")) {
      return Optional.of(
          new Diagnosis(
              SessionFault.Cause.CONFIGURATION,
              server + " does not speak TLS; check port and transport"));
    }
    return Optional.of(
        new Diagnosis(
            SessionFault.Cause.CERTIFICATE,
            "no TLS 1.2 or later could be agreed with " + server + ": " + reason));
  }

  private static Optional<Diagnosis> network(Throwable failure, String server) {
    if (find(failure, UnknownHostException.class) != null
        || find(failure, UnresolvedAddressException.class) != null) {
      return unreachable(
          "the name of " + server + " cannot be resolved; check instance.id, region, host and DNS");
    }
    if (find(failure, InterruptedIOException.class) != null
        || find(failure, HttpTimeoutException.class) != null) {
      return Optional.of(
          new Diagnosis(
              SessionFault.Cause.TIMEOUT, server + " did not answer in time; check the network"));
    }
    ProtocolException protocol = find(failure, ProtocolException.class);
    if (protocol != null) {
      return Optional.of(
          new Diagnosis(
              SessionFault.Cause.CONFIGURATION,
              server + ": " + text(protocol) + "; check port and transport"));
    }
    if (find(failure, ConnectException.class) != null) {
      return unreachable("nobody listens at " + server + "; check host, port and firewall");
    }
    if (find(failure, NoRouteToHostException.class) != null) {
      return unreachable("there is no way to " + server + "; check the network");
    }
    if (find(failure, EOFException.class) != null || find(failure, SocketException.class) != null) {
      return Optional.of(
          new Diagnosis(SessionFault.Cause.LINK_LOST, server + " closed the connection"));
    }
    return Optional.empty();
  }

  private static Optional<Diagnosis> unreachable(String message) {
    return Optional.of(new Diagnosis(SessionFault.Cause.UNREACHABLE, message));
  }

  private static <T> @Nullable T find(Throwable failure, Class<T> type) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (type.isInstance(e)) {
        return type.cast(e);
      }
    }
    return null;
  }

  private static Throwable innermost(Throwable failure) {
    Throwable inner = failure;
    for (Throwable e = failure; e != null; e = e.getCause()) {
      inner = e;
    }
    return inner;
  }

  private static String text(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
