/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.channel.MessageDecodeException;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.kuralink.api.channel.FieldException;
import org.kuralink.api.channel.FieldException.Cause;
import org.kuralink.api.codec.VisibleText;

/** Converts failures of a server to error messages that say what to do. */
final class UaWords {

  /**
   * The message for unprotected or wrongly protected messages, sent by the server or an attacker.
   */
  static final String UNPROTECTED =
      "a message of the server does not have the agreed protection: its signature, key or sequence is"
          + " wrong";

  private static final int LONGEST_REASON = 200;

  private UaWords() {}

  /** Waits for a result; only called on the thread of a server. */
  static <T> T await(CompletableFuture<T> answer, Duration timeout) throws FieldException {
    try {
      return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(false);
      throw new FieldException(Cause.UNREACHABLE, silence(timeout));
    } catch (ExecutionException e) {
      throw of(e.getCause() == null ? e : e.getCause(), timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FieldException(Cause.UNREACHABLE, "the channel is being closed");
    }
  }

  static String silence(Duration timeout) {
    return "no answer within " + timeout.toSeconds() + " s";
  }

  /** Converts a failure of a request or a connection. */
  static FieldException of(Throwable failure, Duration timeout) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof FieldException known) {
        return known;
      }
    }
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof DecoderException) {
        return new FieldException(
            Cause.UNREACHABLE,
            "the server sent bytes that are not an OPC UA message; check host and port"
                + UaException.extractStatusCode(each).map(UaWords::in).orElse(""));
      }
      if (each instanceof MessageDecodeException) {
        return new FieldException(Cause.UNREACHABLE, UNPROTECTED);
      }
      if (each instanceof TimeoutException) {
        return new FieldException(Cause.UNREACHABLE, silence(timeout));
      }
      if (each instanceof ConnectException) {
        return new FieldException(
            Cause.UNREACHABLE,
            "no server answers at this address and port, or the connection is refused");
      }
      if (each instanceof IOException) {
        return new FieldException(
            Cause.UNREACHABLE, "the connection failed: " + VisibleText.of(message(each)));
      }
    }
    return UaException.extractStatusCode(failure)
        .map(status -> of(status, reason(failure), timeout))
        .orElseGet(
            () -> new FieldException(Cause.UNREACHABLE, "cannot reach the server: " + failure));
  }

  private static String message(Throwable failure) {
    return failure.getMessage() == null ? "lost" : failure.getMessage();
  }

  /**
   * Returns the text that the server sent with the status; empty if it sent none, because Milo
   * would then only describe the status.
   */
  private static String reason(Throwable failure) {
    String said =
        UaException.extract(failure)
            .filter(each -> each.getCause() == null)
            .map(Throwable::getMessage)
            .orElse("");
    return said.isEmpty() || said.startsWith("status=")
        ? ""
        : ": " + VisibleText.of(said, LONGEST_REASON);
  }

  private static FieldException of(StatusCode status, String reason, Duration timeout) {
    long code = status.value();
    if (code == StatusCodes.Bad_Timeout || code == StatusCodes.Bad_RequestTimeout) {
      return new FieldException(Cause.UNREACHABLE, silence(timeout));
    }
    if (code == StatusCodes.Bad_UserAccessDenied
        || code == StatusCodes.Bad_IdentityTokenInvalid
        || code == StatusCodes.Bad_IdentityTokenRejected) {
      return new FieldException(
          Cause.REFUSED,
          "userName or password is wrong, or the user is not allowed to log in" + in(status));
    }
    if (code == StatusCodes.Bad_SecurityChecksFailed
        || code == StatusCodes.Bad_CertificateUntrusted
        || code == StatusCodes.Bad_CertificateInvalid) {
      return new FieldException(
          Cause.REFUSED,
          "the server rejects the certificate of this gateway; trust it on the server. If it is"
              + " trusted, the server announces a certificate that is not its own"
              + " ("
              + name(status)
              + reason
              + ")");
    }
    boolean gone =
        code == StatusCodes.Bad_ConnectionClosed
            || code == StatusCodes.Bad_ConnectionRejected
            || code == StatusCodes.Bad_NotConnected
            || code == StatusCodes.Bad_SessionClosed
            || code == StatusCodes.Bad_SessionIdInvalid
            || code == StatusCodes.Bad_SecureChannelClosed
            || code == StatusCodes.Bad_ServerHalted
            || code == StatusCodes.Bad_Shutdown;
    return new FieldException(
        gone ? Cause.UNREACHABLE : Cause.REFUSED,
        (gone ? "the connection is down" : "the server refused the request") + in(status));
  }

  /** Converts a bad status of an operation. */
  static FieldException refused(String what, StatusCode status) {
    return new FieldException(Cause.REFUSED, what + " is refused" + in(status));
  }

  private static String in(StatusCode status) {
    return " (" + name(status) + ")";
  }

  /** Returns the name of a status in the OPC UA specification. */
  static String name(StatusCode status) {
    return StatusCodes.lookup(status.value())
        .map(names -> names[0])
        .orElseGet(() -> String.format("0x%08X", status.value()));
  }
}
