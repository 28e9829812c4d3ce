/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.cota.offer;

import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.kuralink.cota.offer.DownloadException.Reason;

/** Collects a file, up to the size that was offered. */
final class BoundedBody implements BodySubscriber<byte[]> {

  private final BodySubscriber<byte[]> all = BodySubscribers.ofByteArray();
  private final int limit;
  private final long announced;
  private Flow.@Nullable Subscription subscription;
  private long size;
  private boolean ended;

  BoundedBody(int limit, long announced) {
    this.limit = limit;
    this.announced = announced;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return all.getBody();
  }

  @Override
  public void onSubscribe(Flow.Subscription newSubscription) {
    subscription = newSubscription;
    all.onSubscribe(newSubscription);
    if (announced > limit) {
      refuse(newSubscription);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> item) {
    for (ByteBuffer buffer : item) {
      size += buffer.remaining();
    }
    if (size > limit && subscription != null) {
      refuse(subscription);
    } else if (!ended) {
      all.onNext(item);
    }
  }

  private void refuse(Flow.Subscription source) {
    if (!ended) {
      ended = true;
      source.cancel();
      all.onError(
          new DownloadException(
              Reason.REFUSED, "the file has more than the " + limit + " bytes that were offered"));
    }
  }

  @Override
  public void onError(Throwable failure) {
    if (!ended) {
      all.onError(failure);
    }
  }

  @Override
  public void onComplete() {
    if (!ended) {
      all.onComplete();
    }
  }
}
