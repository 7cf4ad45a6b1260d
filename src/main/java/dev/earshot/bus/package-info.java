/** The event bus as Earshot uses it: typed addresses and topics, JSON bodies, one error form. The only module that touches Vert.x' EventBus. */
package dev.earshot.bus;
