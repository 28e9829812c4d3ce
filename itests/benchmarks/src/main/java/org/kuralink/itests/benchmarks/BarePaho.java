/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.benchmarks;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * The reference: plain Paho that sends the same bytes as Kuralink and receives the same replies,
 * without validation, encoding, matching or storage.
 */
final class BarePaho implements Paced {

  private final String name;
  private final DeviceLogin device;
  private final int qos;
  private final int window;
  private final MqttAsyncClient client;
  private final Semaphore slots;
  private volatile CountDownLatch replies = new CountDownLatch(0);
  private long nextId = 1;

  BarePaho(String name, DeviceLogin device, int port, int qos, int window) throws MqttException {
    this.name = name;
    this.device = device;
    this.qos = qos;
    this.window = window;
    this.slots = new Semaphore(window);
    this.client =
        new MqttAsyncClient("tcp://127.0.0.1:" + port, device.clientId(), new MemoryPersistence());
    MqttConnectOptions options = new MqttConnectOptions();
    options.setUserName(device.userName());
    options.setPassword(device.password().toCharArray());
    options.setMaxInflight(60_000);
    options.setKeepAliveInterval(60);
    options.setSocketFactory(new NoDelaySocketFactory());
    client.setCallback(new Replies());
    client.connect(options).waitForCompletion(10_000);
    client.subscribe(device.topic("event/property/post_reply"), qos).waitForCompletion(10_000);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long run(int posts) throws Exception {
    return run(posts, Pace.FLAT_OUT);
  }

  @Override
  public long run(int posts, Pace pace) throws Exception {
    replies = new CountDownLatch(posts);
    String topic = device.topic("event/property/post");
    long start = System.nanoTime();
    for (int i = 0; i < posts; i++) {
      pace.await(start, i);
      slots.acquire();
      client.publish(topic, Sample.envelope(nextId++), qos, false);
    }
    if (!replies.await(2, TimeUnit.MINUTES)) {
      throw new IllegalStateException(replies.getCount() + " replies are missing");
    }
    return System.nanoTime() - start;
  }

  @Override
  public Paced within(int other) {
    if (other != window) {
      throw new IllegalArgumentException(other + " in flight");
    }
    return this;
  }

  @Override
  public void close() throws MqttException {
    client.disconnectForcibly(100, 100);
    client.close(true);
  }

  private final class Replies implements MqttCallback {
    @Override
    public void messageArrived(String topic, MqttMessage message) {
      slots.release();
      replies.countDown();
    }

    @Override
    public void connectionLost(Throwable cause) {
      slots.release(window);
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
      // the reply counts, not the acknowledgement
    }
  }

  /**
   * Sets TCP_NODELAY; otherwise each small packet waits for the acknowledgement of the previous
   * one.
   */
  private static final class NoDelaySocketFactory extends javax.net.SocketFactory {

    private final javax.net.SocketFactory plain = javax.net.SocketFactory.getDefault();

    @Override
    public Socket createSocket() throws IOException {
      return noDelay(plain.createSocket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return noDelay(plain.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, java.net.InetAddress local, int localPort)
        throws IOException {
      return noDelay(plain.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(java.net.InetAddress host, int port) throws IOException {
      return noDelay(plain.createSocket(host, port));
    }

    @Override
    public Socket createSocket(
        java.net.InetAddress host, int port, java.net.InetAddress local, int localPort)
        throws IOException {
      return noDelay(plain.createSocket(host, port, local, localPort));
    }

    private static Socket noDelay(Socket socket) throws IOException {
      socket.setTcpNoDelay(true);
      return socket;
    }
  }
}
