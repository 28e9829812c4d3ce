/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.channel.opcua;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.UaRequestMessageType;
import org.eclipse.milo.opcua.stack.core.types.UaResponseMessageType;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.ReadResponse;
import org.eclipse.milo.opcua.stack.core.types.structured.WriteRequest;
import org.eclipse.milo.opcua.stack.core.types.structured.WriteResponse;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes many nodes in requests that are small enough for the server. The limit of a
 * server is learned when it rejects a request because of its size, whether or not the server
 * publishes a limit; then the parts of the request are sent one after the other and their results
 * are combined.
 */
final class UaParts {

  private final Function<UaRequestMessageType, CompletableFuture<UaResponseMessageType>> way;
  private final AtomicInteger reads = new AtomicInteger(Integer.MAX_VALUE);
  private final AtomicInteger writes = new AtomicInteger(Integer.MAX_VALUE);

  UaParts(Function<UaRequestMessageType, CompletableFuture<UaResponseMessageType>> way) {
    this.way = way;
  }

  CompletableFuture<UaResponseMessageType> send(UaRequestMessageType request) {
    int count = count(request);
    AtomicInteger most = request instanceof ReadRequest ? reads : writes;
    if (count > most.get()) {
      return from(0, most.get(), request);
    }
    CompletableFuture<UaResponseMessageType> answer = way.apply(request);
    if (count < 2) {
      return answer;
    }
    return answer
        .handle(
            (response, failure) -> {
              if (!isTooMuch(failure)) {
                return answer;
              }
              most.accumulateAndGet((count + 1) / 2, Math::min);
              return send(request);
            })
        .thenCompose(each -> each);
  }

  private static int count(UaRequestMessageType request) {
    Object @Nullable [] nodes =
        request instanceof ReadRequest read
            ? read.getNodesToRead()
            : request instanceof WriteRequest write ? write.getNodesToWrite() : null;
    return nodes == null ? 0 : nodes.length;
  }

  private static boolean isTooMuch(@Nullable Throwable failure) {
    return failure != null
        && UaException.extractStatusCode(failure)
            .filter(status -> status.value() == StatusCodes.Bad_TooManyOperations)
            .isPresent();
  }

  private CompletableFuture<UaResponseMessageType> from(
      int begin, int size, UaRequestMessageType request) {
    int left = count(request) - begin;
    CompletableFuture<UaResponseMessageType> first =
        send(part(request, begin, begin + Math.min(size, left)));
    return left <= size
        ? first
        : first.thenCompose(
            done ->
                from(begin + size, size, request)
                    .handle((rest, failure) -> joined(done, rest, failure, left - size))
                    .thenCompose(each -> each));
  }

  private static UaRequestMessageType part(UaRequestMessageType request, int begin, int end) {
    if (request instanceof ReadRequest read) {
      return new ReadRequest(
          read.getRequestHeader(),
          read.getMaxAge(),
          read.getTimestampsToReturn(),
          Arrays.copyOfRange(read.getNodesToRead(), begin, end));
    }
    WriteRequest write = (WriteRequest) request;
    return new WriteRequest(
        write.getRequestHeader(), Arrays.copyOfRange(write.getNodesToWrite(), begin, end));
  }

  private static CompletableFuture<UaResponseMessageType> joined(
      UaResponseMessageType done,
      @Nullable UaResponseMessageType rest,
      @Nullable Throwable failure,
      int left) {
    if (done instanceof ReadResponse one && rest instanceof ReadResponse other) {
      DataValue[] all = both(one.getResults(), other.getResults(), new DataValue[0]);
      return CompletableFuture.completedFuture(
          new ReadResponse(one.getResponseHeader(), all, null));
    }
    if (done instanceof WriteResponse one) {
      // The written values remain written even if a later part fails.
      StatusCode[] others =
          rest instanceof WriteResponse other ? other.getResults() : failed(failure, left);
      StatusCode[] all = both(one.getResults(), others, new StatusCode[0]);
      return CompletableFuture.completedFuture(
          new WriteResponse(one.getResponseHeader(), all, null));
    }
    return CompletableFuture.failedFuture(
        failure == null ? new UaException(StatusCodes.Bad_UnexpectedError) : failure);
  }

  private static StatusCode[] failed(@Nullable Throwable failure, int count) {
    Optional<StatusCode> why =
        failure == null ? Optional.empty() : UaException.extractStatusCode(failure);
    StatusCode[] all = new StatusCode[count];
    Arrays.fill(all, why.orElse(StatusCode.BAD));
    return all;
  }

  private static <T> T[] both(T @Nullable [] one, T @Nullable [] other, T[] none) {
    T[] first = one == null ? none : one;
    T[] second = other == null ? none : other;
    T[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }
}
