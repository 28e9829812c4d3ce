/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.link;

import java.util.concurrent.CompletionStage;
import org.kuralink.api.codec.JsonText;
import org.kuralink.api.connection.Delivery;
import org.kuralink.api.connection.DeviceIdentity;
import org.kuralink.api.connection.DeviceLink;
import org.kuralink.api.connection.LinkListener;
import org.kuralink.api.connection.Message;
import org.kuralink.api.connection.MessageListener;
import org.kuralink.api.connection.Registration;
import org.kuralink.api.connection.Reply;
import org.kuralink.api.connection.RequestHandler;
import org.kuralink.api.connection.RequestOptions;

/** A link that does as another one, but for what a subclass does itself. */
public abstract class DelegatingLink implements DeviceLink {

  private final DeviceLink link;

  /** Does as that link. */
  protected DelegatingLink(DeviceLink link) {
    this.link = link;
  }

  @Override
  public DeviceIdentity identity() {
    return link.identity();
  }

  @Override
  public CompletionStage<Reply> request(String method, JsonText params, RequestOptions options) {
    return link.request(method, params, options);
  }

  @Override
  public Registration answer(String method, RequestHandler handler) {
    return link.answer(method, handler);
  }

  @Override
  public boolean isOnline() {
    return link.isOnline();
  }

  @Override
  public Registration addListener(LinkListener listener) {
    return link.addListener(listener);
  }

  @Override
  public CompletionStage<Void> publish(Message message, Delivery delivery) {
    return link.publish(message, delivery);
  }

  @Override
  public Registration subscribe(String topicFilter, MessageListener listener) {
    return link.subscribe(topicFilter, listener);
  }
}
