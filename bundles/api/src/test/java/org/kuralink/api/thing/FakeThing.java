/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.api.thing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.tsl.ThingModel;

/** A test double of {@link Thing} that completes each post as the test specifies. */
public final class FakeThing implements Thing {

  public final List<PropertyPost> posts = new ArrayList<>();
  public final List<EventPost> events = new ArrayList<>();
  private final CompletableFuture<PostResult> answer;
  private final Optional<ThingModel> model;
  private final List<HandlerStatus> handlers;

  public FakeThing(CompletableFuture<PostResult> answer) {
    this(answer, Optional.empty(), List.of());
  }

  public FakeThing(
      CompletableFuture<PostResult> answer,
      Optional<ThingModel> model,
      List<HandlerStatus> handlers) {
    this.answer = answer;
    this.model = model;
    this.handlers = handlers;
  }

  @Override
  public DeviceIdentity identity() {
    return new DeviceIdentity("pk", "dn");
  }

  /** Returns this thing for every device. */
  @Override
  public Thing of(DeviceIdentity device) {
    return this;
  }

  @Override
  public Optional<ThingModel> model() {
    return model;
  }

  @Override
  public CompletionStage<PostResult> post(PropertyPost post) {
    posts.add(post);
    return answer;
  }

  @Override
  public CompletionStage<PostResult> post(EventPost post) {
    events.add(post);
    return answer;
  }

  @Override
  public CompletionStage<PostResult> post(BatchPost post) {
    return answer;
  }

  @Override
  public CompletionStage<PostResult> post(HistoryPost post) {
    return answer;
  }

  @Override
  public CompletionStage<DesiredProperties> desired(Set<String> identifiers) {
    return CompletableFuture.completedFuture(new DesiredProperties(Reply.success(), Map.of()));
  }

  @Override
  public CompletionStage<Reply> clearDesired(Map<String, OptionalLong> versions) {
    return CompletableFuture.completedFuture(Reply.success());
  }

  @Override
  public List<HandlerStatus> handlers() {
    return handlers;
  }
}
